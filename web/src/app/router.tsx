import { ApiError } from '@pilothouse/client';
import { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, redirect } from '@tanstack/react-router';

import { meQuery } from '@/features/access/api';
import { doorRoutes, signInRoute } from '@/features/access/routes';
import { accountRoute } from '@/features/account/routes';
import { adminRoutes } from '@/features/admin/routes';
import { apiDocsRoute } from '@/features/api-docs/routes';
import { approvalsRoute } from '@/features/approvals/routes';
import { budgetsRoute } from '@/features/budgets/routes';
import { chatRoute, conversationRoute } from '@/features/chat/routes';
import { costsRoute } from '@/features/costs/routes';
import { missionRoute, missionsRoute, newMissionRoute } from '@/features/missions/routes';
import { modelsRoute } from '@/features/models/routes';
import { requestsRoute } from '@/features/requests/routes';
import { agentRoute, catalogueRoute, toolRoute } from '@/features/runtime/routes';
import { scanRoute, scansRoute } from '@/features/scan/routes';
import { securityRoutes } from '@/features/security/routes';
import { BASE_PATH } from '@/lib/api/base';
import { rootRoute, shellRoute } from '@/lib/router';

import { NotFound } from './NotFound';
import { PageError } from './PageError';
import { Shell } from './Shell';

const RETRIES = 2;

/** Keeps what the server said. A refusal is an answer and is not asked again; silence is. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      retry: (failures, error) => failures < RETRIES && !(error instanceof ApiError && isAnswer(error)),
      retryDelay: (failures, error) => 1000 * ((error instanceof ApiError ? error.retryAfterS : null) ?? 2 ** failures),
    },
  },
});

function isAnswer({ status }: ApiError): boolean {
  return status >= 400 && status < 500 && status !== 429;
}

shellRoute.update({ component: Shell });

async function requireSession(href: string): Promise<void> {
  try {
    await queryClient.query({ ...meQuery, staleTime: 'static' });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
    throw redirect({ to: '/sign-in', search: { next: href } });
  }
}

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/missions', replace: true });
  },
});

/** What no other page answers to: said inside the frame, with the way to the pages there are. */
const strayRoute = createRoute({ getParentRoute: () => shellRoute, path: '$', component: NotFound });

const routeTree = rootRoute.addChildren([
  signInRoute,
  ...doorRoutes,
  shellRoute.addChildren([
    homeRoute,
    chatRoute.addChildren([conversationRoute]),
    missionsRoute,
    newMissionRoute,
    missionRoute,
    approvalsRoute,
    costsRoute,
    budgetsRoute,
    requestsRoute,
    modelsRoute,
    catalogueRoute,
    toolRoute,
    agentRoute,
    ...securityRoutes,
    scansRoute,
    scanRoute,
    ...adminRoutes,
    accountRoute,
    apiDocsRoute,
    strayRoute,
  ]),
]);

export const router = createRouter({
  routeTree,
  basepath: BASE_PATH,
  context: { queryClient, requireSession },
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: PageError,
});

/** The login session is over: forget everything it showed and ask to sign in, with the way back. */
export function leaveForSignIn(): void {
  const { pathname, href } = router.state.location;
  queryClient.clear();
  if (pathname !== '/sign-in') void router.navigate({ to: '/sign-in', search: { next: href } });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
