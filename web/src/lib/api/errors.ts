/** A refusal by the server, or no answer from it (`status` 0, code "unreachable"). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;
  readonly requestId: string | null;

  constructor(init: { status: number; code: string; message: string; details?: unknown; requestId?: string | null }) {
    super(init.message);
    this.name = 'ApiError';
    this.status = init.status;
    this.code = init.code;
    this.details = init.details ?? null;
    this.requestId = init.requestId ?? null;
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

/**
 * Find the message a refusal carries for one field.
 *
 * `details` may be a map of field to message, or a list of `{path | loc, message | msg}` as validators write it.
 */
export function fieldError(error: unknown, field: string): string | null {
  if (!(error instanceof ApiError)) return null;
  for (const [path, message] of fieldMessages(error.details)) {
    if (path.split('.').includes(field)) return message;
  }
  return null;
}

function* fieldMessages(details: unknown): Generator<[string, string]> {
  if (!isRecord(details)) return;
  const list = [details.fields, details.errors].find(Array.isArray) as unknown[] | undefined;
  for (const item of list ?? []) {
    if (!isRecord(item)) continue;
    const path = item.path ?? item.field ?? item.loc;
    const message = item.message ?? item.msg;
    if (typeof message === 'string') yield [Array.isArray(path) ? path.join('.') : String(path), message];
  }
  const map = isRecord(details.fields) ? details.fields : details;
  for (const [path, message] of Object.entries(map)) {
    if (typeof message === 'string') yield [path, message];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
