import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';

import { keyIn, textIn } from '@/lib/address';
import { shellRoute } from '@/lib/router';

import type { IncidentStatus, TrustKind } from './api';

/** Periods the list can be narrowed to; all that is kept when absent. */
export const PERIODS = {
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
} as const;
export type PeriodName = keyof typeof PERIODS;

/** Filters of several values, joined by commas in the address. */
export const LISTS = ['action', 'family', 'where', 'severity'] as const;
/** Filters of one value. */
export const SINGLES = [
  'detector',
  'agent',
  'tool',
  'feedback',
  'incident',
  'key',
  'conversation',
  'mission',
  'request',
] as const;

export type ListName = (typeof LISTS)[number];
export type SingleName = (typeof SINGLES)[number];

/** Spans of time that the chart draws. */
export const SPANS = ['24h', '7d', '30d', '90d'] as const;
export type SpanName = (typeof SPANS)[number];

/** What the address of the events page says. */
export interface EventsSearch extends Partial<Record<ListName | SingleName, string>> {
  period?: PeriodName;
  /** The chart's span, seven days when absent, and what it tells apart. */
  span?: SpanName;
  by?: 'action';
  /** The event that is open. */
  open?: string;
}

/** Read the address; what it cannot mean is left out. */
export function readEventsSearch(search: Record<string, unknown>): EventsSearch {
  const named = [...LISTS, ...SINGLES].map((name) => [name, textIn(search[name])] as const);
  return {
    ...(Object.fromEntries(named.filter(([, value]) => value)) as Partial<Record<ListName | SingleName, string>>),
    period: keyIn(search.period, PERIODS),
    span: SPANS.find((span) => span === search.span),
    by: search.by === 'action' ? 'action' : undefined,
    open: textIn(search.open),
  };
}

/** What the address of the incidents page says. */
export interface IncidentsSearch {
  /** Open ones when absent. */
  status?: Exclude<IncidentStatus, 'open'> | 'all';
  open?: string;
}

function readIncidentsSearch(search: Record<string, unknown>): IncidentsSearch {
  const statuses = ['acknowledged', 'resolved', 'all'] as const;
  return { status: statuses.find((status) => status === search.status), open: textIn(search.open) };
}

/** What the address of the policies page says. */
export interface PoliciesSearch {
  /** "agent:buddy" or "tool:fetch_page"; the organization when absent. */
  for?: string;
}

/** What the address of the detectors page says. */
export interface DetectorsSearch {
  q?: string;
  open?: string;
}

const indexRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'security',
  validateSearch: (search: Record<string, unknown>) => ({ incident: textIn(search.incident) }),
  beforeLoad: ({ search: { incident } }) => {
    if (incident === undefined) throw redirect({ to: '/security/events', replace: true });
    throw redirect({ to: '/security/incidents', search: { status: 'all', open: incident }, replace: true });
  },
});

const eventsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'security/events',
  validateSearch: readEventsSearch,
  component: lazyRouteComponent(() => import('./pages/EventsPage'), 'EventsPage'),
});

const incidentsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'security/incidents',
  validateSearch: readIncidentsSearch,
  component: lazyRouteComponent(() => import('./pages/IncidentsPage'), 'IncidentsPage'),
});

const policiesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'security/policies',
  validateSearch: (search: Record<string, unknown>): PoliciesSearch => ({ for: textIn(search.for) }),
  component: lazyRouteComponent(() => import('./pages/PoliciesPage'), 'PoliciesPage'),
});

const tryRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'security/try',
  component: lazyRouteComponent(() => import('./pages/TryPage'), 'TryPage'),
});

const detectorsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'security/detectors',
  validateSearch: (search: Record<string, unknown>): DetectorsSearch => ({
    q: textIn(search.q),
    open: textIn(search.open),
  }),
  component: lazyRouteComponent(() => import('./pages/DetectorsPage'), 'DetectorsPage'),
});

/** What the address of the trust page says; tools when it names no kind. */
export interface TrustSearch {
  kind?: Exclude<TrustKind, 'tool'>;
  open?: string;
}

const trustRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'security/trust',
  validateSearch: (search: Record<string, unknown>): TrustSearch => ({
    kind: (['agent', 'skill', 'api_key'] as const).find((kind) => kind === search.kind),
    open: textIn(search.open),
  }),
  component: lazyRouteComponent(() => import('./pages/TrustPage'), 'TrustPage'),
});

export const securityRoutes = [
  indexRoute,
  eventsRoute,
  incidentsRoute,
  policiesRoute,
  tryRoute,
  detectorsRoute,
  trustRoute,
] as const;
