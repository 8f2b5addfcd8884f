/** Sending a request, again where that is safe. */

import type { Credentials } from './credentials.js';
import { ApiError, Unavailable, type Refusal } from './errors.js';
import { pauseAfterAnswer, pauseAfterFailure, retryAfterS, type ApiRequest } from './request.js';

/**
 * Send a request until its answer stands; the body of the answer has not been read.
 *
 * Throws ApiError for a refusal, Unavailable when nobody answers, and the reason of the caller's own signal.
 */
export async function answerTo(request: ApiRequest, credentials: Credentials): Promise<Response> {
  const answer = await sendPatiently(request, credentials);
  request.options.onAnswer?.(answer);
  if (!answer.ok) throw await refusalIn(answer, request);
  return answer;
}

/** Read the JSON of an answer; Unavailable when it is none. */
export async function jsonOf<Body>(answer: Response, request: ApiRequest): Promise<Body> {
  const text = await answer.text().catch((error: unknown) => {
    throw failureOf(error, request);
  });
  try {
    return JSON.parse(text) as Body;
  } catch (error) {
    throw new Unavailable(error);
  }
}

/** What a failure is to the caller: the reason of their own signal, or that nobody answers. */
export function failureOf(error: unknown, { options: { signal } }: ApiRequest): unknown {
  return signal?.aborted ? signal.reason : new Unavailable(error);
}

/** Wait; the signal ends it with its reason. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}

async function sendPatiently(request: ApiRequest, credentials: Credentials): Promise<Response> {
  const { retries, signal } = request.options;
  for (let attempt = 0; ; attempt += 1) {
    const mayTryAgain = attempt < retries;
    let wait: number | null;
    try {
      const answer = await sendAdmitted(request, credentials);
      wait = mayTryAgain ? pauseAfterAnswer(request, answer, attempt) : null;
      if (wait === null) return answer;
    } catch (error) {
      wait = mayTryAgain && !signal?.aborted ? pauseAfterFailure(request, error, attempt) : null;
      if (wait === null) throw failureOf(error, request);
    }
    await pause(wait, signal);
  }
}

/** Send; a 401 has the credentials renewed once, and is asked again. */
async function sendAdmitted(request: ApiRequest, credentials: Credentials): Promise<Response> {
  const beganAt = Date.now();
  const first = await sendOnce(request, credentials);
  if (first.status !== 401 || !credentials.renew) return first;
  if (await credentials.renew(beganAt).catch(() => false)) {
    const second = await sendOnce(request, credentials);
    if (second.status !== 401) return second;
  }
  credentials.ended?.();
  return first;
}

async function sendOnce(request: ApiRequest, credentials: Credentials): Promise<Response> {
  const { method, url, headers, body, options } = request;
  const late = lateness(request);
  const signal = options.signal ? AbortSignal.any([options.signal, late.signal]) : late.signal;
  const said = { method, body, signal, headers: { ...headers, ...credentials.headers(method) } };
  try {
    return await options.fetch(url, said);
  } finally {
    late.begun();
  }
}

/** A signal for an answer that is late; of a stream or file only the beginning must come in time. */
function lateness({ isStream, options: { timeoutMs } }: ApiRequest): { signal: AbortSignal; begun: () => void } {
  if (!isStream) return { signal: AbortSignal.timeout(timeoutMs), begun: () => undefined };
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  return { signal: late.signal, begun: () => clearTimeout(timer) };
}

interface RefusalEnvelope {
  error?: Pick<Refusal, 'code' | 'message' | 'details'>;
  meta?: { request_id?: string | null };
}

async function refusalIn(answer: Response, request: ApiRequest): Promise<Error> {
  const { error, meta } = await jsonOf<RefusalEnvelope>(answer, request);
  if (!error) return new Unavailable(answer);
  const requestId = meta?.request_id ?? answer.headers.get('X-Request-ID');
  return new ApiError({ ...error, status: answer.status, requestId, retryAfterS: retryAfterS(answer) });
}
