import { ApiError } from '@pilothouse/client';

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
