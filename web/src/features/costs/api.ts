import { Analytics, Requests, type schemas } from '@pilothouse/client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';
import type { Dimension } from '@/lib/api/spend';

import type { Period } from './period';

const analytics = new Analytics(connection);
const requests = new Requests(connection);

export type Forecast = schemas.ForecastRead;
export type Anomaly = schemas.AnomalyRead;
export type Work = schemas.WorkRead;

/** Values that dimensions must have. */
export type SpendFilter = Partial<Record<Dimension, string>>;

/** The chart has five colours and the rest; the table names a few more. */
const TOP = 20;
const STALE_MS = 20_000;

/** Filters as the API names them: users, keys and teams by id. */
export function asQuery({ user, api_key, team, ...named }: SpendFilter) {
  return { ...named, user_id: user, api_key_id: api_key, team_id: team };
}

/** Spending over a period, told apart by one dimension, and the period before. */
export function spendQuery(period: Period, by: Dimension, filter: SpendFilter) {
  const { since, until, grain } = period;
  return queryOptions({
    queryKey: ['spend', 'over-time', since, until, grain, by, filter],
    queryFn: ({ signal }) => {
      const query = { since, until, bucket: grain, by: [by], top: TOP, ...asQuery(filter) };
      return analytics.readSpend(query, { signal });
    },
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });
}

/** Whether a model was ever called. */
export const anyCallQuery = queryOptions({
  queryKey: ['requests', 'any'],
  queryFn: async ({ signal }) => {
    const { items } = await requests.list({ page_size: 1 }, { signal }).page();
    return items.length > 0;
  },
});

/** Where the present month leads to. */
export function forecastQuery(filter: SpendFilter) {
  return queryOptions({
    queryKey: ['spend', 'forecast', filter],
    queryFn: ({ signal }) => analytics.readForecast(asQuery(filter), { signal }),
    placeholderData: keepPreviousData,
    staleTime: 3 * STALE_MS,
  });
}

/** Unusually dear days of the last four weeks. */
export function anomaliesQuery(by: Dimension, filter: SpendFilter) {
  return queryOptions({
    queryKey: ['spend', 'anomalies', by, filter],
    queryFn: ({ signal }) => analytics.listAnomalies({ by, days: 28, ...asQuery(filter) }, { signal }).all(),
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
      return analytics.listDearestWork(query, { signal }).all();
    },
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });
}

/** Where the calls behind the figures can be downloaded from. */
export function exportUrl({ since, until }: Period, filter: SpendFilter, format: 'csv' | 'xlsx' | 'parquet'): string {
  const { model, provider, agent, ...ids } = asQuery(filter);
  const several = { model: listOf(model), provider: listOf(provider), agent: listOf(agent) };
  return requests.export({ since, until, ...ids, ...several, format }).url;
}

function listOf(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}
