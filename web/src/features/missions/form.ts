import type { schemas } from '@pilothouse/client';

import type { Priority } from '@/lib/api/types';

/** The server refuses longer objectives. */
export const MAX_OBJECTIVE = 10_000;

/** What someone has typed so far. */
export interface MissionForm {
  objective: string;
  budget: string;
  priority: Priority;
  tool: string | null;
  parameters: string;
}

export type FormProblems = Partial<Record<'objective' | 'budget' | 'parameters', string>>;

/** Say what is wrong with the form, field by field, in words that help. */
export function problemsIn(form: MissionForm): FormProblems {
  const problems: FormProblems = {};
  const length = form.objective.trim().length;
  if (length === 0) problems.objective = 'Say what the mission should find out or do.';
  if (length > MAX_OBJECTIVE)
    problems.objective = `Shorten the objective to ${MAX_OBJECTIVE.toLocaleString()} characters.`;
  if (form.budget.trim() !== '' && readBudget(form.budget) === null) {
    problems.budget = 'Write an amount in dollars above zero, such as 1.50.';
  }
  if (readParameters(form.parameters) === null) problems.parameters = 'Write a JSON object, such as {"top": 10}.';
  return problems;
}

/** Turn a form without problems into a request. */
export function toRequest(form: MissionForm, fileIds: string[], draft: boolean): schemas.MissionCreate {
  return {
    objective: form.objective.trim(),
    priority: form.priority,
    ...(fileIds.length > 0 && { file_ids: fileIds }),
    ...(form.budget.trim() && { budget_usd: readBudget(form.budget) ?? undefined }),
    ...(form.tool && { tool: form.tool }),
    ...(form.parameters.trim() && { parameters: readParameters(form.parameters) ?? undefined }),
    ...(draft && { draft }),
  };
}

/** Read an amount of dollars as the decimal string the server wants; null when it is none. */
export function readBudget(text: string): string | null {
  const plain = text
    .trim()
    .replace(/^\$\s*/, '')
    .replace(',', '.');
  return /^\d{1,9}(\.\d{1,6})?$/.test(plain) && Number(plain) > 0 ? plain : null;
}

/** Read a JSON object; empty text is an empty one, anything else null. */
export function readParameters(text: string): Record<string, unknown> | null {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
