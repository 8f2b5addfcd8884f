import { Files, type schemas } from '@pilothouse/client';

import { connection } from '../api/connection';
import { messageOf } from '../api/errors';
import { fetchWithProgress } from '../api/upload';
import { formatBytes } from '../format/number';
import { randomId } from '../random';

const files = new Files(connection);

export type StoredFile = schemas.FileRead;

/** What tools can read, by the end of the name. */
export const FILE_TYPES = [
  'csv',
  'tsv',
  'parquet',
  'xlsx',
  'json',
  'jsonl',
  'txt',
  'md',
  'png',
  'jpg',
  'jpeg',
  'gif',
  'webp',
];

/** A large file takes a while on a slow line. */
const UPLOAD_MS = 3_600_000;

/** The server refuses larger uploads. */
export const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;

/** One file on its way: waiting for nothing but the network, arrived, or refused with words. */
export interface Upload {
  id: string;
  name: string;
  size_bytes: number;
  /** Share sent, 0 to 1. */
  share: number;
  stored: StoredFile | null;
  problem: string | null;
}

/** Say why a file cannot be used, before any of it is sent; null when it can. */
export function problemWith(file: Pick<File, 'name' | 'size'>): string | null {
  const type = file.name.includes('.') ? file.name.split('.').pop()?.toLowerCase() : undefined;
  if (!type || !FILE_TYPES.includes(type)) return `Cannot be read. Use ${FILE_TYPES.join(', ')}.`;
  if (file.size === 0) return 'The file is empty.';
  if (file.size > MAX_UPLOAD_BYTES) return `${formatBytes(file.size)} is over the limit of 100 MB.`;
  return null;
}

/** The row a picked file begins as. */
export function newUpload(file: File): Upload {
  return { id: randomId(), name: file.name, size_bytes: file.size, share: 0, stored: null, problem: problemWith(file) };
}

/**
 * Send a file and report each change of its row.
 *
 * A refusal becomes the row's `problem`; a stopped upload reports nothing.
 */
export async function sendUpload(
  file: File,
  signal: AbortSignal,
  report: (change: Partial<Upload>) => void,
): Promise<void> {
  try {
    const fetch = fetchWithProgress((share) => report({ share }));
    const stored = await files.upload(file, { signal, fetch, timeoutMs: UPLOAD_MS });
    report({ share: 1, stored });
  } catch (error) {
    if (!signal.aborted) report({ problem: messageOf(error) });
  }
}
