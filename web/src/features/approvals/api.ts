import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { approvalKeys, type Approval } from '@/lib/api/approvals';
import { requestPage } from '@/lib/api/client';

/** What the list is narrowed to. */
export interface ApprovalFilter {
  /** States joined by commas; all when absent. */
  state?: string;
  tool?: string;
  agent?: string;
  q?: string;
}

const PAGE_SIZE = 50;

/** Tool calls that wait or waited for a person, newest first. */
export function approvalPagesQuery(filter: ApprovalFilter) {
  return infiniteQueryOptions({
    queryKey: [...approvalKeys.all, 'pages', filter],
    queryFn: ({ signal, pageParam }) =>
      requestPage<Approval>('approvals', { query: { ...filter, limit: PAGE_SIZE, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** How many wait for the reader. */
export const waitingCountQuery = queryOptions({
  queryKey: [...approvalKeys.all, 'count'],
  queryFn: async ({ signal }) => {
    const page = await requestPage<Approval>('approvals', { query: { state: 'pending', limit: 1 }, signal });
    return page.pagination.total ?? page.items.length;
  },
});
