import { Requests, type schemas } from '@pilothouse/client';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';

const requests = new Requests(connection);

export type RequestFilter = NonNullable<Parameters<Requests['list']>[0]>;
export type RequestItem = schemas.RequestItem;
export type Attempt = schemas.AttemptRead;
export type WholeRequest = schemas.RequestRead;

const PAGE_SIZE = 100;

/** Booked attempts of one filter, page after page. */
export function requestPagesQuery(filter: RequestFilter) {
  return infiniteQueryOptions({
    queryKey: ['requests', 'pages', filter],
    queryFn: ({ signal, pageParam }) =>
      requests.list({ ...filter, page_size: PAGE_SIZE, cursor: pageParam }, { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 20_000,
  });
}

/** The newest attempts of a filter: what the live tail asks for. */
export function latestRequestsQuery(filter: RequestFilter) {
  return queryOptions({
    queryKey: ['requests', 'latest', filter],
    queryFn: ({ signal }) => requests.list({ ...filter, sort: undefined, page_size: PAGE_SIZE }, { signal }).page(),
  });
}

/** The rows of one request, as the list has them. */
export function rowsOfRequestQuery(requestId: string) {
  return queryOptions({
    queryKey: ['requests', 'rows', requestId],
    queryFn: ({ signal }) => requests.list({ request_id: requestId }, { signal }).page(),
  });
}

/** Every attempt made under one request id. */
export function wholeRequestQuery(requestId: string) {
  return queryOptions({
    queryKey: ['requests', 'whole', requestId],
    queryFn: ({ signal }) => requests.read(requestId, { signal }),
  });
}

/** Where exactly what a filter lists can be downloaded from. */
export function exportUrl(filter: RequestFilter, format: 'csv' | 'xlsx' | 'parquet'): string {
  return requests.export({ ...filter, format }).url;
}
