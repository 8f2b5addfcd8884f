import { Analytics, type schemas } from '@pilothouse/client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { connection } from './connection';

const analytics = new Analytics(connection);

/** What spending can be told apart by. */
export const DIMENSIONS = ['model', 'provider', 'agent', 'user', 'api_key', 'team'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export type Grain = schemas.SpendRead['bucket'];
export type Spend = schemas.SpendRead;
export type SpendGroup = schemas.GroupRead;
export type Sums = schemas.SumsRead;

/** A value of a dimension: what the server calls it, and what people do. */
export interface Choice {
  value: string;
  label: string;
}

const DAY_MS = 86_400_000;
const LOOK_BACK_MS = 90 * DAY_MS;

/** The values of a dimension that were seen in the last 90 days, dearest first. */
export function choicesQuery(dimension: Dimension) {
  return queryOptions({
    queryKey: ['spend', 'choices', dimension],
    queryFn: async ({ signal }) => {
      const since = new Date(Date.now() - LOOK_BACK_MS).toISOString();
      const query = { since, bucket: 'month' as const, by: [dimension], top: 100 };
      return choicesIn(await analytics.readSpend(query, { signal }));
    },
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

/** The named values among the groups of an answer. */
export function choicesIn(spend: Spend): Choice[] {
  return spend.groups.flatMap(({ key }) => {
    const first = key[0];
    return first?.value ? [{ value: first.value, label: first.name ?? first.value }] : [];
  });
}
