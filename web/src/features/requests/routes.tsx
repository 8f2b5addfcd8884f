import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { keyIn, textIn } from '@/lib/address';
import { shellRoute } from '@/lib/router';

/** Periods the list can be narrowed to; all of time when absent. */
export const PERIODS = {
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
} as const;
export type PeriodName = keyof typeof PERIODS;

/** Filters of several values, joined by commas in the address. */
export const LISTS = ['model', 'provider', 'agent', 'operation', 'outcome'] as const;
/** Filters of one value. */
export const SINGLES = ['user', 'api_key', 'team', 'status', 'mission', 'conversation', 'tag', 'error_code'] as const;

export type ListName = (typeof LISTS)[number];
export type SingleName = (typeof SINGLES)[number];

/** What the address of the requests page says. */
export interface RequestsSearch extends Partial<Record<ListName | SingleName, string>> {
  period?: PeriodName;
  /** Beginning of a request id. */
  q?: string;
  /** At least this dear, in dollars. */
  min_cost?: string;
  sort?: Sort;
  /** New requests appear as they are booked. */
  live?: boolean;
  /** The row that is open, and the request it belongs to: by that a row far down the list is found. */
  open?: string;
  of?: string;
}

const SORTS = ['admitted_at', '-cost_usd', 'cost_usd'] as const;
/** Newest first when absent. */
export type Sort = (typeof SORTS)[number];

/** Read the address; what it cannot mean is left out. */
export function readRequestsSearch(search: Record<string, unknown>): RequestsSearch {
  const text = (name: string) => textIn(search[name]);
  const named = [...LISTS, ...SINGLES].map((name) => [name, text(name)] as const).filter(([, value]) => value);
  const minCost = text('min_cost');
  return {
    ...(Object.fromEntries(named) as Partial<Record<ListName | SingleName, string>>),
    period: keyIn(search.period, PERIODS),
    q: text('q'),
    min_cost: minCost && /^\d+(\.\d+)?$/.test(minCost) ? minCost : undefined,
    sort: SORTS.find((sort) => sort === search.sort),
    live: search.live === true ? true : undefined,
    open: text('open'),
    of: text('of'),
  };
}

export const requestsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'requests',
  validateSearch: readRequestsSearch,
  component: lazyRouteComponent(() => import('./pages/RequestsPage'), 'RequestsPage'),
});
