import { Security, type schemas } from '@pilothouse/client';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';
import { fetchWithProgress } from '@/lib/api/upload';

const security = new Security(connection);

export type Scan = schemas.ScanRead;
export type ScanSummary = schemas.ScanSummary;
export type ScanFinding = schemas.ScanFinding;

const PAGE_SIZE = 50;
/** A large archive takes a while to arrive and be looked through. */
const SCAN_MS = 600_000;

/** Keys of what is remembered here. */
export const scanKeys = {
  pages: ['scans', 'pages'],
  one: (id: string) => ['scans', 'one', id],
} as const;

/** Scans of the organization, newest first. */
export const scanPagesQuery = infiniteQueryOptions({
  queryKey: scanKeys.pages,
  queryFn: ({ signal, pageParam }) =>
    security.listScans({ page_size: PAGE_SIZE, cursor: pageParam }, { signal }).page(),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
  placeholderData: keepPreviousData,
});

/** One scan with everything it found. It never changes. */
export const scanQuery = (id: string) =>
  queryOptions({
    queryKey: scanKeys.one(id),
    queryFn: ({ signal }) => security.readScan(id, { signal }),
    staleTime: Infinity,
  });

export interface ScanOptions {
  /** Called with 0 to 1 while bytes leave this machine. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** Send a zip or a file and wait for what is found in it. */
export function scanFile(file: File, { onProgress, signal }: ScanOptions): Promise<Scan> {
  return security.scanUpload(file, { signal, fetch: fetchWithProgress(onProgress), timeoutMs: SCAN_MS });
}

/** Where the report of a scan can be downloaded from. */
export function reportUrl(id: string, format: 'sarif' | 'json' | 'html'): string {
  return security.downloadReport(id, { format }).url;
}
