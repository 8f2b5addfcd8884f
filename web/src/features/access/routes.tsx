import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';

import { rootRoute, shellRoute } from '@/lib/router';

import { meQuery } from './api';
import { SignInPage } from './pages/SignInPage';

export interface SignInSearch {
  /** Path to return to. */
  next?: string;
}

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'sign-in',
  validateSearch: (search: Record<string, unknown>): SignInSearch =>
    typeof search.next === 'string' ? { next: search.next } : {},
  beforeLoad: ({ context: { queryClient } }) => {
    if (queryClient.getQueryData(meQuery.queryKey)) throw redirect({ to: '/' });
  },
  component: SignInPage,
});

export const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'account',
  component: lazyRouteComponent(() => import('./pages/AccountPage'), 'AccountPage'),
});
