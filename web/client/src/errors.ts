export interface Refusal {
  /** HTTP status. */
  status: number;
  /** What happened, for programs; `docs/reference/errors.md` lists them. */
  code: string;
  /** What happened and what to do, for people. */
  message: string;
  /** Facts about it. */
  details?: unknown;
  requestId?: string | null;
  retryAfterS?: number | null;
}

/** The server refused. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly details: unknown;
  /** To quote when it is reported; every log line of the request carries it. */
  readonly requestId: string | null;
  /** Seconds after which the same request may succeed, where the server says so. */
  readonly retryAfterS: number | null;

  constructor({ status, code, message, details, requestId, retryAfterS }: Refusal) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details ?? null;
    this.requestId = requestId ?? null;
    this.retryAfterS = retryAfterS ?? null;
  }
}

/** Nobody answered, or something that is not Pilothouse; `cause` is what was met. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';

  constructor(cause?: unknown) {
    super('The server did not answer. Check that Pilothouse is running, then try again.', { cause });
  }
}
