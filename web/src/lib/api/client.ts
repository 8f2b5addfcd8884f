import { apiUrl, type Query } from './base';
import { ApiError, unreachable } from './errors';
import { announceSignedOut, csrfToken, refreshSession } from './session';
import type { Pagination } from './types';

const TIMEOUT_MS = 30_000;

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** False for the calls that make or end a login session: their 401 is an answer, not an expired session. */
  renew?: boolean;
}

export interface Page<Item> {
  items: Item[];
  pagination: Pagination;
}

/**
 * Ask the API and return `data` of its envelope.
 *
 * Raises ApiError when the server refuses or does not answer. A 401 renews the login session once and asks again.
 */
export async function request<Data>(path: string, options: RequestOptions = {}): Promise<Data> {
  return (await ask<Data>(path, options)).data;
}

/** Ask for one page of a list; the cursor of the next stands in `pagination`. */
export async function requestPage<Item>(path: string, options: RequestOptions = {}): Promise<Page<Item>> {
  const { data, meta } = await ask<Item[]>(path, options);
  return { items: data, pagination: meta.pagination ?? { next_cursor: null, total: null } };
}

interface Envelope<Data> {
  data: Data;
  meta: { request_id?: string; pagination?: Pagination };
}

async function ask<Data>(path: string, options: RequestOptions): Promise<Envelope<Data>> {
  const startedAt = Date.now();
  const response = await send(path, options);
  if (response.status !== 401 || options.renew === false) return read<Data>(response);
  if (await refreshSession(startedAt).catch(() => false)) {
    const second = await send(path, options);
    if (second.status !== 401) return read<Data>(second);
  }
  announceSignedOut();
  return read<Data>(response);
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const method = options.method ?? 'GET';
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken();
  try {
    return await fetch(apiUrl(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: withTimeout(options.signal),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw unreachable();
  }
}

function withTimeout(signal?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

async function read<Data>(response: Response): Promise<Envelope<Data>> {
  if (response.status === 204) return { data: undefined as Data, meta: {} };
  const body = await response.text();
  if (response.ok) return (parse(body) as Envelope<Data> | null) ?? fail(response.status, null);
  const { headers } = response;
  const retryAfterS = Number(headers.get('Retry-After')) || null;
  return fail(response.status, parse(body) as ErrorEnvelope | null, headers.get('X-Request-ID'), retryAfterS);
}

/** The body of a refusal, as far as a foreign proxy lets it through. */
export interface ErrorEnvelope {
  error?: { code?: string; message?: string; details?: unknown };
  meta?: { request_id?: string };
}

/** Turn a refusal, with whatever body it came, into an ApiError and throw it. */
export function fail(
  status: number,
  body: ErrorEnvelope | null,
  requestId: string | null = null,
  retryAfterS: number | null = null,
): never {
  throw new ApiError({
    status,
    code: body?.error?.code ?? `http_${status}`,
    message: body?.error?.message ?? `The server answered ${status} without an explanation.`,
    details: body?.error?.details,
    requestId: body?.meta?.request_id ?? requestId,
    retryAfterS,
  });
}

/** Read JSON; null when it is none (a proxy's page, for instance). */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
