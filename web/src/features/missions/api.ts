import { Missions, type Page, type schemas } from '@pilothouse/client';
import { infiniteQueryOptions, keepPreviousData, queryOptions, type QueryKey } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';
import type { MissionEvent, MissionState } from '@/lib/api/types';

import { readUpTo } from './heard';
import { newer, received, type Mission } from './model';
import { OPEN_STATES, type MissionAction } from './states';

const missions = new Missions(connection);

const PAGE_SIZE = 50;
const EVENTS_PAGE = 200; // The most the server gives at once.

/** Keys of everything this feature keeps; events find what to change by them. */
export const missionKeys = {
  all: ['missions'] as const,
  lists: ['missions', 'list'] as const,
  pages: ['missions', 'pages'] as const,
  one: (id: string) => ['missions', 'one', id] as const,
  events: (id: string) => ['missions', 'events', id] as const,
};

export interface MissionFilter {
  state?: MissionState[];
  q?: string;
  /** Field, with a minus before it for descending: "-created_at". */
  sort?: string;
}

interface ListQuestion {
  filter: MissionFilter;
  limit: number;
}

function listQuery(name: string, { filter, limit }: ListQuestion) {
  return queryOptions({
    queryKey: [...missionKeys.lists, name] as QueryKey,
    queryFn: ({ signal }) => fetchPage(filter, limit, null, signal),
    structuralSharing: keepNewerPage,
  });
}

/** Missions that still do something: what the board shows first. */
export const openMissionsQuery = listQuery('open', { filter: { state: OPEN_STATES, sort: '-created_at' }, limit: 60 });

/** The latest missions, whatever became of them. */
export const recentMissionsQuery = listQuery('recent', { filter: { sort: '-created_at' }, limit: 12 });

/** A few missions whose title or objective matches, for the palette. */
export function missionSearchQuery(q: string) {
  return queryOptions({
    queryKey: ['missions', 'search', q],
    queryFn: ({ signal }) => fetchPage({ q, sort: '-created_at' }, 8, null, signal),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}

/** The table: one filter, page after page. */
export function missionPagesQuery(filter: MissionFilter) {
  return infiniteQueryOptions({
    queryKey: [...missionKeys.pages, filter],
    queryFn: ({ signal, pageParam }) => fetchPage(filter, PAGE_SIZE, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** One mission with its artifacts. */
export function missionQuery(id: string) {
  return queryOptions({
    queryKey: missionKeys.one(id),
    queryFn: ({ signal }) => fetchMission(id, signal),
    structuralSharing: (known, next) => newer(known as Mission | undefined, next as Mission),
  });
}

/** What happened to one mission so far, oldest first. */
export function missionEventsQuery(id: string) {
  return queryOptions({
    queryKey: missionKeys.events(id),
    queryFn: ({ signal }) => readUpTo(id, () => fetchEvents(id, signal), lastRevision),
    structuralSharing: (known, next) =>
      mergeEvents((known as MissionEvent[] | undefined) ?? [], next as MissionEvent[]),
  });
}

/** Join two runs of events, each once, in order. */
export function mergeEvents(known: MissionEvent[], next: MissionEvent[]): MissionEvent[] {
  const byRev = new Map([...known, ...next].map((event) => [event.rev, event]));
  return [...byRev.values()].sort((a, b) => a.rev - b.rev);
}

/** Submit a mission. One key makes one mission, however often the request is repeated. */
export function submitMission(body: schemas.MissionCreate, idempotencyKey: string): Promise<schemas.MissionRead> {
  return missions.submit(body, { idempotencyKey });
}

/** Ask a mission to do something. */
export function actOnMission(id: string, action: MissionAction): Promise<schemas.MissionRead> {
  return missions[action](id);
}

/** Change a mission; a running one takes the change up at its next safe point. */
export function updateMission(id: string, body: schemas.MissionUpdate): Promise<schemas.MissionRead> {
  return missions.edit(id, body);
}

async function fetchMission(id: string, signal: AbortSignal): Promise<Mission> {
  return received(
    await readUpTo(
      id,
      () => missions.read(id, { signal }),
      ({ rev }) => rev,
    ),
  );
}

function lastRevision(events: MissionEvent[]): number {
  return events.at(-1)?.rev ?? 0;
}

async function fetchEvents(id: string, signal: AbortSignal): Promise<MissionEvent[]> {
  const all: MissionEvent[] = [];
  for (let page: MissionEvent[] = []; all.length === 0 || page.length === EVENTS_PAGE;) {
    const query = { after: lastRevision(all), limit: EVENTS_PAGE };
    page = (await missions.listEvents(id, query, { signal }).all()) as MissionEvent[];
    if (page.length === 0) break;
    all.push(...page);
  }
  return all;
}

async function fetchPage(
  filter: MissionFilter,
  limit: number,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<Mission>> {
  const { state, q, sort = '-created_at' } = filter;
  const query = { state: state?.join(','), q, sort, page_size: limit, cursor };
  const page = await missions.list(query, { signal }).page();
  return { ...page, items: page.items.map((mission) => received(mission)) };
}

function keepNewerPage(known: unknown, next: unknown): Page<Mission> {
  const before = new Map((known as Page<Mission> | undefined)?.items.map((mission) => [mission.id, mission]));
  const page = next as Page<Mission>;
  return { ...page, items: page.items.map((mission) => newer(before.get(mission.id), mission)) };
}
