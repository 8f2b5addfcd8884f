import { createRootRouteWithContext, createRoute } from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';

/** What every route's loader is given. */
export interface RouterContext {
  queryClient: QueryClient;
  /** Resolve when someone is signed in; otherwise lead to sign-in with `href` as the way back. */
  requireSession: (href: string) => Promise<void>;
}

/** The top of the route tree. */
export const rootRoute = createRootRouteWithContext<RouterContext>()();

/** Parent of every page that needs a login session; `app` gives it the shell. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: ({ context, location }) => context.requireSession(location.href),
});
