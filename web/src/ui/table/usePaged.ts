import type { Page } from '@pilothouse/client';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';

import { countOf } from '@/lib/format/number';

/** The rows of a list that is read page by page, what reads the next, and how many there are so far. */
export function usePaged<Item>(pages: UseInfiniteQueryResult<InfiniteData<Page<Item>>>, noun: string, plural?: string) {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const count = countOf(items.length, noun, plural);
  return {
    items,
    more,
    isEmpty: data !== undefined && items.length === 0,
    foot: hasNextPage ? `${count}, more as you scroll` : count,
  };
}
