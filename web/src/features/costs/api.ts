import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { request, requestPage } from '@/lib/api/client';
import type { Query } from '@/lib/api/base';
import type { Schema } from '@/lib/api/schemas';
import type { Dimension, Spend } from '@/lib/api/spend';

import type { Period } from './period';

export type Forecast = Schema<'ForecastRead'>;
export type Anomaly = Schema<'AnomalyRead'>;
export type Work = Schema<'WorkRead'>;

/** Values that dimensions must have. */
export type SpendFilter = Partial<Record<Dimension, string>>;

/** The chart has five colours and the rest; the table names a few more. */
const TOP = 20;
const STALE_MS = 20_000;

/** Filters as the API names them: users, keys and teams by id. */
export function asQuery({ user, api_key, team, ...named }: SpendFilter): Query {
  return { ...named, user_id: user, api_key_id: api_key, team_id: team };
}

/** Spending over a period, told apart by one dimension, and the period before. */
export function spendQuery(period: Period, by: Dimension, filter: SpendFilter) {
  const { since, until, grain } = period;
  return queryOptions({
    queryKey: ['spend', 'over-time', since, until, grain, by, filter],
    queryFn: ({ signal }) => {
      const query = { since, until, bucket: grain, by: [by], top: TOP, ...asQuery(filter) };
      return request<Spend>('analytics/spend', { query, signal });
    },
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });
}

/** Whether a model was ever called. */
export const anyCallQuery = queryOptions({
  queryKey: ['requests', 'any'],
  queryFn: async ({ signal }) => {
    const { items } = await requestPage<Schema<'RequestItem'>>('requests', { query: { limit: 1 }, signal });
    return items.length > 0;
  },
});

/** Where the present month leads to. */
export function forecastQuery(filter: SpendFilter) {
  return queryOptions({
    queryKey: ['spend', 'forecast', filter],
    queryFn: ({ signal }) => request<Forecast>('analytics/forecast', { query: asQuery(filter), signal }),
    placeholderData: keepPreviousData,
    staleTime: 3 * STALE_MS,
  });
}

/** Unusually dear days of the last four weeks. */
export function anomaliesQuery(by: Dimension, filter: SpendFilter) {
  return queryOptions({
    queryKey: ['spend', 'anomalies', by, filter],
    queryFn: ({ signal }) => {
      const query = { by, days: 28, ...asQuery(filter) };
      return request<Anomaly[]>('analytics/anomalies', { query, signal });
    },
    placeholderData: keepPreviousData,
    staleTime: 3 * STALE_MS,
  });
}

/** The missions or conversations that cost the most. */
export function workQuery(period: Period, by: 'mission' | 'conversation') {
  return queryOptions({
    queryKey: ['spend', 'work', period.since, period.until, by],
    queryFn: ({ signal }) => {
      const query = { since: period.since, until: period.until, by, limit: 6 };
      return request<Work[]>('analytics/work', { query, signal });
    },
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });
}
