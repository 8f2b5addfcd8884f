import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';

import type { SecurityEvent } from '@/lib/api/security';

import { eventPagesQuery, latestEventsQuery, type EventFilter } from './api';

const TAIL_MS = 4000;
const NEAR_PX = 80;

/**
 * The events of a filter, page after page, and how many wait that were seen since.
 *
 * New ones come in by themselves while the reader is at the top; further down they wait until they are wanted.
 */
export function useEvents(filter: EventFilter) {
  const pages = useInfiniteQuery(eventPagesQuery(filter));
  const latest = useQuery({ ...latestEventsQuery(filter), refetchInterval: TAIL_MS });
  const isAtTop = useSyncExternalStore(onScroll, () => window.scrollY < NEAR_PX);
  const { data, refetch, isFetching, isError } = pages;
  const known = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const fresh = data === undefined ? 0 : newIn(latest.data?.items ?? [], known).length;
  const comesIn = fresh > 0 && isAtTop && !isFetching && !isError;
  useEffect(() => {
    if (comesIn) void refetch();
  }, [comesIn, refetch]);
  return { pages, waiting: isAtTop ? 0 : fresh };
}

/** Events that are newer than everything that is known. */
export function newIn(latest: SecurityEvent[], known: SecurityEvent[]): SecurityEvent[] {
  const ids = new Set(known.map(({ id }) => id));
  const newest = known[0]?.at ?? '';
  return latest.filter(({ id, at }) => !ids.has(id) && at >= newest);
}

function onScroll(onChange: () => void): () => void {
  window.addEventListener('scroll', onChange, { passive: true });
  return () => window.removeEventListener('scroll', onChange);
}
