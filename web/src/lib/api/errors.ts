/** A refusal by the server, or no answer from it (`status` 0, code "unreachable"). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;
  readonly requestId: string | null;
  /** Seconds after which the server takes the request, when it said so. */
  readonly retryAfterS: number | null;

  constructor(init: {
    status: number;
    code: string;
    message: string;
    details?: unknown;
    requestId?: string | null;
    retryAfterS?: number | null;
  }) {
    super(init.message);
    this.name = 'ApiError';
    this.status = init.status;
    this.code = init.code;
    this.details = init.details ?? null;
    this.requestId = init.requestId ?? null;
    this.retryAfterS = init.retryAfterS ?? null;
  }
}

/** The error for a server that did not answer at all. */
export function unreachable(): ApiError {
  return new ApiError({
    status: 0,
    code: 'unreachable',
    message: 'The server did not answer. Check that Pilothouse is running, then try again.',
  });
}

/** Words for a person about any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong.';
}

/** Find what a refusal says about one field; `details.fields` lists `{field, problem}`, nested fields with dots. */
export function fieldError(error: unknown, field: string): string | null {
  if (!(error instanceof ApiError) || !isRecord(error.details) || !Array.isArray(error.details.fields)) return null;
  const entry = error.details.fields.filter(isRecord).find((item) => String(item.field).split('.').includes(field));
  return typeof entry?.problem === 'string' ? entry.problem.replace(/^Value error, /, '') : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
