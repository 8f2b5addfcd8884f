import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';

import { rootRoute } from '@/lib/router';

import { meQuery } from './api';
import { SignInPage } from './pages/SignInPage';
import { isProblem, type Problem } from './problems';

export interface SignInSearch {
  /** Path to return to. */
  next?: string;
  /** Why nobody was signed in elsewhere. */
  problem?: Problem;
}

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'sign-in',
  validateSearch: (search: Record<string, unknown>): SignInSearch => ({
    ...(typeof search.next === 'string' && { next: search.next }),
    ...(isProblem(search.problem) && { problem: search.problem }),
  }),
  beforeLoad: ({ context: { queryClient } }) => {
    if (queryClient.getQueryData(meQuery.queryKey)) throw redirect({ to: '/' });
  },
  component: SignInPage,
});

const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'forgot-password',
  component: lazyRouteComponent(() => import('./pages/ForgotPasswordPage'), 'ForgotPasswordPage'),
});

const resetPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'reset-password',
  component: lazyRouteComponent(() => import('./pages/ResetPasswordPage'), 'ResetPasswordPage'),
});

const verifyEmailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'verify-email',
  component: lazyRouteComponent(() => import('./pages/VerifyEmailPage'), 'VerifyEmailPage'),
});

const joinPage = () => lazyRouteComponent(() => import('./pages/JoinPage'), 'JoinPage');

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'accept-invitation',
  component: joinPage(),
});

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'confirm-sign-up',
  component: joinPage(),
});

/** Where letters lead, and the way to ask for one. Nobody has to be signed in. */
export const doorRoutes = [
  forgotPasswordRoute,
  resetPasswordRoute,
  verifyEmailRoute,
  invitationRoute,
  signUpRoute,
] as const;
