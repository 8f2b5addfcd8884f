import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import type { Query } from '@/lib/api/base';
import { request, requestPage } from '@/lib/api/client';
import type { Schema } from '@/lib/api/schemas';

export type RequestItem = Schema<'RequestItem'>;
export type Attempt = Schema<'AttemptRead'>;
export type WholeRequest = Schema<'RequestRead'>;

const PAGE_SIZE = 100;

/** Booked attempts of one filter, page after page. */
export function requestPagesQuery(filter: Query) {
  return infiniteQueryOptions({
    queryKey: ['requests', 'pages', filter],
    queryFn: ({ signal, pageParam }) =>
      requestPage<RequestItem>('requests', { query: { ...filter, limit: PAGE_SIZE, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 20_000,
  });
}

/** The newest attempts of a filter: what the live tail asks for. */
export function latestRequestsQuery(filter: Query) {
  return queryOptions({
    queryKey: ['requests', 'latest', filter],
    queryFn: ({ signal }) =>
      requestPage<RequestItem>('requests', { query: { ...filter, sort: undefined, limit: PAGE_SIZE }, signal }),
  });
}

/** The rows of one request, as the list has them. */
export function rowsOfRequestQuery(requestId: string) {
  return queryOptions({
    queryKey: ['requests', 'rows', requestId],
    queryFn: ({ signal }) => requestPage<RequestItem>('requests', { query: { request_id: requestId }, signal }),
  });
}

/** Every attempt made under one request id. */
export function wholeRequestQuery(requestId: string) {
  return queryOptions({
    queryKey: ['requests', 'whole', requestId],
    queryFn: ({ signal }) => request<WholeRequest>(`requests/${encodeURIComponent(requestId)}`, { signal }),
  });
}
