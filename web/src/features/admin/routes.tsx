import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';

import { keyIn, textIn } from '@/lib/address';
import { meQuery } from '@/lib/api/me';
import { shellRoute } from '@/lib/router';

/** Periods the audit log can be narrowed to; all that is kept when absent. */
export const PERIODS = {
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
} as const;
export type PeriodName = keyof typeof PERIODS;

export const OUTCOMES = ['success', 'refused', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What the address of the users page says. */
export interface UsersSearch {
  q?: string;
  role?: string;
  /** Everybody when absent. */
  status?: 'active' | 'inactive';
  /** People and service accounts when absent. */
  kind?: 'person' | 'service';
  /** The user whose panel is open. */
  open?: string;
}

/** What the address of the audit page says. */
export interface AuditSearch {
  q?: string;
  /** Beginning of an action: "user". */
  action?: string;
  /** Id of a user. */
  actor?: string;
  /** Beginning of a resource: "budget:0198…". */
  resource?: string;
  outcome?: Outcome;
  period?: PeriodName;
  /** The entry that is open. */
  open?: string;
}

/** Read the address; what it cannot mean is left out. */
export function readUsersSearch(search: Record<string, unknown>): UsersSearch {
  const status = search.status === 'active' || search.status === 'inactive' ? search.status : undefined;
  const kind = search.kind === 'person' || search.kind === 'service' ? search.kind : undefined;
  return { q: textIn(search.q), role: textIn(search.role), status, kind, open: textIn(search.open) };
}

/** Read the address; what it cannot mean is left out. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  return {
    q: textIn(search.q),
    action: textIn(search.action),
    actor: textIn(search.actor),
    resource: textIn(search.resource),
    outcome: OUTCOMES.find((outcome) => outcome === search.outcome),
    period: keyIn(search.period, PERIODS),
    open: textIn(search.open),
  };
}

const indexRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'admin',
  beforeLoad: ({ context: { queryClient } }) => {
    const held = queryClient.getQueryData(meQuery.queryKey)?.permissions ?? [];
    const maySeeUsers = held.includes('users:read') || held.includes('admin');
    throw redirect({ to: maySeeUsers ? '/admin/users' : '/admin/audit', replace: true });
  },
});

const usersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'admin/users',
  validateSearch: readUsersSearch,
  component: lazyRouteComponent(() => import('./pages/UsersPage'), 'UsersPage'),
});

const invitationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'admin/invitations',
  component: lazyRouteComponent(() => import('./pages/InvitationsPage'), 'InvitationsPage'),
});

const rolesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'admin/roles',
  component: lazyRouteComponent(() => import('./pages/RolesPage'), 'RolesPage'),
});

const keysRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'admin/keys',
  component: lazyRouteComponent(() => import('./pages/KeysPage'), 'KeysPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'admin/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('./pages/AuditPage'), 'AuditPage'),
});

const organizationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'admin/organization',
  component: lazyRouteComponent(() => import('./pages/OrganizationPage'), 'OrganizationPage'),
});

export const adminRoutes = [
  indexRoute,
  usersRoute,
  invitationsRoute,
  rolesRoute,
  keysRoute,
  auditRoute,
  organizationRoute,
] as const;
