/** A request before it is sent: what it says, and whether it may be sent again. */

/** How one call is made, where that differs from the others. */
export interface Options {
  /** Ends the call, or the stream; whoever waits for it gets the signal's reason. */
  signal?: AbortSignal;
  /** How often it is sent again when it failed in passing and may be repeated. */
  retries?: number;
  /** How long an answer may take, in milliseconds; of a stream or file its beginning. */
  timeoutMs?: number;
  /** Instead of the platform's own. */
  fetch?: Fetch;
  /** Called with the answer before its body is read. */
  onAnswer?: (answer: Response) => void;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type QueryValue = string | number | boolean | null | undefined;

/** What follows the question mark: a list repeats its name, what is empty is left out. */
export type Query = Record<string, QueryValue | QueryValue[]>;

/** Options that have a value when nothing is said. */
export type Usual = Required<Pick<Options, 'retries' | 'timeoutMs' | 'fetch'>>;

/** What one request says, besides method and path. */
export interface Said extends Options {
  query?: Query;
  headers?: Record<string, string | undefined>;
  body?: unknown;
  file?: File;
}

/** One request, as often as it is sent. */
export interface ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | FormData | undefined;
  /** Whether its answer is read as it comes, so that only its beginning must come in time. */
  readonly isStream: boolean;
  readonly options: Options & Usual;
}

const KEY = 'Idempotency-Key';
const REPEATABLE = ['GET', 'PUT', 'DELETE'];
const PASSING = [502, 503, 504];
/** What Node calls failures before anything was sent; browsers do not tell. */
const UNSENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];
const FIRST_PAUSE_MS = 500;
/** The longest window of a rate limit; who is told to wait longer hears of it instead. */
const LONGEST_PAUSE_MS = 60_000;

/** Write a path, its values encoded: path`/api/v1/missions/${id}`. */
export function path(parts: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent));
}

/** Write what follows the path, question mark and all; nothing when there is nothing to say. */
export function queryText(query: Query = {}): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== '') pairs.append(name, String(each));
    }
  }
  const text = pairs.toString();
  return text && `?${text}`;
}

/**
 * Make a request.
 *
 * Where the API takes an idempotency key, one is made up, so that the request can be sent again.
 */
export function apiRequest(method: string, url: string, accept: string, said: Said & Usual): ApiRequest {
  const { query, headers, body, file, ...options } = said;
  const given: Record<string, string> = { Accept: accept };
  for (const [name, value] of Object.entries(headers ?? {})) if (value !== undefined) given[name] = value;
  if (headers && KEY in headers) given[KEY] ??= randomKey();
  if (body !== undefined) given['Content-Type'] = 'application/json';
  return {
    method,
    url: url + queryText(query),
    headers: given,
    body: file ? formOf(file) : body === undefined ? undefined : JSON.stringify(body),
    isStream: accept !== 'application/json',
    options,
  };
}

/** The same request for what comes behind an event. */
export function after(request: ApiRequest, eventId: string): ApiRequest {
  return eventId ? { ...request, headers: { ...request.headers, 'Last-Event-ID': eventId } } : request;
}

/** Whether sending it twice is the same as once. */
function isRepeatable({ method, headers }: ApiRequest): boolean {
  return REPEATABLE.includes(method) || KEY in headers;
}

/** How long to wait before a request is sent again that got no answer, in ms; null when it may have been received. */
export function pauseAfterFailure(request: ApiRequest, error: unknown, attempt: number): number | null {
  return isRepeatable(request) || isUnsent(error) ? growingPause(attempt) : null;
}

/**
 * How long to wait before a refused request is sent again, in milliseconds; null when its answer stands.
 *
 * A request that was too much for a rate limit has done nothing, so it may always be sent again.
 */
export function pauseAfterAnswer(request: ApiRequest, answer: Response, attempt: number): number | null {
  const seconds = retryAfterS(answer);
  const told = seconds === null ? null : 1000 * seconds;
  if (answer.status === 429) return told !== null && told <= LONGEST_PAUSE_MS ? told : null;
  if (!PASSING.includes(answer.status) || !isRepeatable(request)) return null;
  return told === null ? growingPause(attempt) : Math.min(told, LONGEST_PAUSE_MS);
}

/** What `Retry-After` says, in seconds; our server gives no dates there. */
export function retryAfterS({ headers }: Response): number | null {
  const told = headers.get('Retry-After') ?? '';
  return /^\d+$/.test(told) ? Number(told) : null;
}

function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  return UNSENT.includes(cause?.code ?? '');
}

/** Wait longer each time, and not all at the same moment; in milliseconds. */
export function growingPause(attempt: number): number {
  return FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random() / 2);
}

function formOf(file: File): FormData {
  const form = new FormData();
  form.append('file', file);
  return form;
}

/** `crypto.randomUUID` is missing on pages served over plain http. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
