import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { request, requestPage } from '@/lib/api/client';
import type { Schema } from '@/lib/api/schemas';
import { uploadTo, type UploadOptions } from '@/lib/api/upload';

export type Scan = Schema<'ScanRead'>;
export type ScanSummary = Schema<'ScanSummary'>;
export type ScanFinding = Schema<'ScanFinding'>;

const PAGE_SIZE = 50;

/** Keys of what is remembered here. */
export const scanKeys = {
  pages: ['scans', 'pages'],
  one: (id: string) => ['scans', 'one', id],
} as const;

/** Scans of the organization, newest first. */
export const scanPagesQuery = infiniteQueryOptions({
  queryKey: scanKeys.pages,
  queryFn: ({ signal, pageParam }) =>
    requestPage<ScanSummary>('security/scans', { query: { limit: PAGE_SIZE, cursor: pageParam }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.pagination.next_cursor,
  placeholderData: keepPreviousData,
});

/** One scan with everything it found. It never changes. */
export const scanQuery = (id: string) =>
  queryOptions({
    queryKey: scanKeys.one(id),
    queryFn: ({ signal }) => request<Scan>(`security/scans/${id}`, { signal }),
    staleTime: Infinity,
  });

/** Send a zip or a file and wait for what is found in it. */
export function scanFile(file: File, options: UploadOptions): Promise<Scan> {
  return uploadTo<Scan>('security/scans', file, options);
}
