import { EventParser, type ServerEvent } from '../sse/parser';
import { apiUrl } from './base';
import { fail, parse, type ErrorEnvelope } from './client';
import { unreachable } from './errors';
import { announceSignedOut, csrfToken, refreshSession } from './session';

const SILENCE_MS = 40_000; // The server says at least "keep-alive" every 15 s.

export interface StreamOptions {
  method?: 'GET' | 'POST';
  body?: unknown;
  headers?: Record<string, string>;
  signal: AbortSignal;
}

/**
 * Open a stream of server-sent events.
 *
 * Raises ApiError when the server refuses or does not answer. A 401 renews the login session once and asks again.
 */
export async function openStream(path: string, options: StreamOptions): Promise<Response> {
  const startedAt = Date.now();
  const response = await send(path, options);
  if (response.ok) return response;
  if (response.status === 401) {
    if (await refreshSession(startedAt).catch(() => false)) {
      const second = await send(path, options);
      if (second.ok) return second;
    }
    announceSignedOut();
  }
  const body = parse(await response.text()) as ErrorEnvelope | null;
  return fail(response.status, body, response.headers.get('X-Request-ID'));
}

/** The events of an open stream, until it ends, breaks (TypeError) or falls silent (ApiError "unreachable"). */
export async function* eventsOf(response: Response): AsyncGenerator<ServerEvent> {
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser();
  try {
    for (;;) {
      const { done, value } = await unlessSilent(reader.read());
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    // Also when the reader of these events leaves: the connection is given back.
    reader.cancel().catch(() => undefined);
  }
}

function unlessSilent<Value>(reading: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(unreachable()), SILENCE_MS);
    reading.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

async function send(path: string, options: StreamOptions): Promise<Response> {
  const method = options.method ?? 'GET';
  const headers: Record<string, string> = { Accept: 'text/event-stream', ...options.headers };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken();
  try {
    return await fetch(apiUrl(path), {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
    });
  } catch (error) {
    if (options.signal.aborted) throw error;
    throw unreachable();
  }
}
