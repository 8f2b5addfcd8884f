import type { RequestFilter } from './api';
import { LISTS, SINGLES, type ListName, type PeriodName, type RequestsSearch, type SingleName } from './routes';

const HOUR_MS = 3_600_000;
const LENGTH_MS: Record<PeriodName, number> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
  '30d': 720 * HOUR_MS,
};
const MINUTE_MS = 60_000;
/** As the API names the filters that it names otherwise. */
const CALLED: Partial<Record<SingleName, string>> = {
  user: 'user_id',
  api_key: 'api_key_id',
  team: 'team_id',
  mission: 'mission_id',
  conversation: 'conversation_id',
};

/** The values of a filter that takes several. */
export function valuesOf(search: RequestsSearch, name: ListName): string[] {
  return search[name]?.split(',').filter(Boolean) ?? [];
}

/** Whether the address narrows the list at all. */
export function isFiltered(search: RequestsSearch): boolean {
  return [...LISTS, ...SINGLES, 'period', 'q', 'min_cost'].some((name) => search[name as keyof RequestsSearch]);
}

/** The address without its filters. */
export function cleared({ sort, live }: RequestsSearch): RequestsSearch {
  return { sort, live };
}

/**
 * The filter as the API names it: the same for the list and its export.
 *
 * A period begins at a whole minute, so that the list stays the same question while its page is open.
 */
export function queryOf(search: RequestsSearch, now: number): RequestFilter {
  const lists = LISTS.map((name) => [name, valuesOf(search, name)]);
  const singles = SINGLES.map((name) => [CALLED[name] ?? name, search[name]]);
  return {
    ...(Object.fromEntries([...lists, ...singles]) as RequestFilter),
    since: search.period && sinceOf(search.period, now),
    request_id: search.q,
    min_cost_usd: search.min_cost,
    sort: search.sort,
  };
}

function sinceOf(period: PeriodName, now: number): string {
  return new Date(Math.floor((now - LENGTH_MS[period]) / MINUTE_MS) * MINUTE_MS).toISOString();
}
