import type { Query } from '@pilothouse/client';

import { connection } from '@/lib/api/connection';

import type { Operation } from './document';

/** What an operation is called with. */
export interface Call {
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  /** Absent where the operation takes none. */
  body?: Record<string, unknown>;
}

/** Ask the server, as the person who is signed in. */
export function send(operation: Operation, call: Call, signal?: AbortSignal): Promise<unknown> {
  const { path, query, body } = call;
  return connection.send(operation.method, filled(operation.path, path), { query: query as Query, body, signal });
}

/** The same call for a terminal; the key stays in its variable. */
export function curlOf(operation: Operation, call: Call): string {
  const url = connection.address(filled(operation.path, call.path), call.query as Query);
  const parts = ['curl'];
  if (operation.method !== 'GET') parts.push(`-X ${operation.method}`);
  if (operation.needsCredential) parts.push('-H "Authorization: Bearer $PILOTHOUSE_API_KEY"');
  if (operation.body === 'json') {
    parts.push('-H "Content-Type: application/json"', `-d ${quoted(JSON.stringify(call.body ?? {}))}`);
  }
  if (operation.body === 'file') parts.push('-F file=@cars.csv');
  return [...parts, quoted(url)].join(' ');
}

function filled(path: string, values: Record<string, unknown>): string {
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));
  return `/api/v1/${path}`.replace(/\{([^}]+)\}/g, (_match, name: string) => encodeURIComponent(text(values[name])));
}

/** Text in single quotes, as every shell reads it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
