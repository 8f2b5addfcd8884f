import type { EventFilter } from './api';
import { LISTS, SINGLES, type EventsSearch, type ListName, type PeriodName, type SingleName } from './routes';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LENGTH_MS: Record<PeriodName, number> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
  '30d': 720 * HOUR_MS,
};
/** As the API names the filters that it names otherwise. */
const CALLED: Partial<Record<SingleName, string>> = {
  incident: 'incident_id',
  key: 'api_key_id',
  conversation: 'conversation_id',
  mission: 'mission_id',
  request: 'request_id',
};
const NAMES = [...LISTS, ...SINGLES, 'period'] as const;

/** What an address says without its filters. */
export const cleared: EventsSearch = Object.fromEntries(NAMES.map((name) => [name, undefined]));

/** Whether the address narrows the list at all. */
export function isFiltered(search: EventsSearch): boolean {
  return NAMES.some((name) => search[name] !== undefined);
}

/** The values of a filter that takes several. */
export function valuesOf(search: EventsSearch, name: ListName): string[] {
  return search[name]?.split(',').filter(Boolean) ?? [];
}

/** The filter as the API names it. A period begins at a whole minute, so that the list stays the same question. */
export function queryOf(search: EventsSearch, now: number): EventFilter {
  const lists = LISTS.map((name) => [name, valuesOf(search, name)]);
  const singles = SINGLES.map((name) => [CALLED[name] ?? name, search[name]]);
  const { period } = search;
  const since = period && new Date(Math.floor((now - LENGTH_MS[period]) / MINUTE_MS) * MINUTE_MS).toISOString();
  return { ...(Object.fromEntries([...lists, ...singles]) as EventFilter), since };
}
