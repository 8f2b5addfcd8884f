import { Approvals } from '@pilothouse/client';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { approvalKeys } from '@/lib/api/approvals';
import { connection } from '@/lib/api/connection';

const approvals = new Approvals(connection);

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
      approvals.list({ ...filter, page_size: PAGE_SIZE, cursor: pageParam }, { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** How many wait for the reader. */
export const waitingCountQuery = queryOptions({
  queryKey: [...approvalKeys.all, 'count'],
  queryFn: async ({ signal }) => {
    const { total, items } = await approvals.list({ state: 'pending', page_size: 1 }, { signal }).page();
    return total ?? items.length;
  },
});
