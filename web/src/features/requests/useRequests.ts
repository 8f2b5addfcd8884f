import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import { latestRequestsQuery, requestPagesQuery, type RequestFilter, type RequestItem } from './api';

const TAIL_MS = 2000;

/**
 * The rows of a filter, page after page, and with the live tail those booked since.
 *
 * New rows come in at the top by themselves while the reader is there; further down they wait until they are wanted.
 */
export function useRequests(filter: RequestFilter, isLive: boolean, isAtTop: boolean) {
  const pages = useInfiniteQuery(requestPagesQuery(filter));
  const tail = useQuery({ ...latestRequestsQuery(filter), enabled: isLive, refetchInterval: TAIL_MS });
  const read = useMemo(() => pages.data?.pages.flatMap(({ items }) => items) ?? [], [pages.data]);
  const [held, setHeld] = useState<RequestItem[]>([]);
  const [heldFor, setHeldFor] = useState(filter);
  if (heldFor !== filter) {
    setHeldFor(filter);
    setHeld([]);
  }
  const shown = useMemo(() => joined(held, read), [held, read]);
  const fresh = useMemo(() => (isLive ? newIn(tail.data?.items ?? [], shown) : []), [isLive, tail.data, shown]);
  if (isLive && isAtTop && fresh.length > 0) setHeld([...fresh, ...held]);
  return { pages, items: shown, waiting: isAtTop ? 0 : fresh.length, showWaiting: () => setHeld([...fresh, ...held]) };
}

/** Rows in the order given, each once. */
function joined(first: RequestItem[], second: RequestItem[]): RequestItem[] {
  const known = new Set(first.map(({ id }) => id));
  return [...first, ...second.filter(({ id }) => !known.has(id))];
}

/** Rows that are newer than everything that is known. Without a list yet, there is nothing to be newer than. */
export function newIn(latest: RequestItem[], known: RequestItem[]): RequestItem[] {
  const ids = new Set(known.map(({ id }) => id));
  const newest = known[0]?.admitted_at ?? '';
  return latest.filter(({ id, admitted_at: at }) => !ids.has(id) && at >= newest);
}
