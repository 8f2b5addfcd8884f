import type { Tone } from '@/ui/status/Status';

import type { RequestItem } from './api';

/** What became of an attempt, in words and tone. */
export const OUTCOMES: Record<string, { label: string; tone: Tone }> = {
  completed: { label: 'Completed', tone: 'done' },
  failed: { label: 'Failed', tone: 'failed' },
  cancelled: { label: 'Cancelled', tone: 'queued' },
  swept: { label: 'Cut off', tone: 'attention' },
};

/** Kinds of calls as people know them. */
export const OPERATIONS: Record<string, string> = {
  agent: 'Agent',
  chat: 'Chat completions',
  responses: 'Responses',
  messages: 'Messages',
  embeddings: 'Embeddings',
  count_tokens: 'Count tokens',
};

/** The status of a row. A correction is not a call. */
export function outcomeOf({ kind, outcome }: Pick<RequestItem, 'kind' | 'outcome'>): { label: string; tone: Tone } {
  if (kind === 'correction') return { label: 'Correction', tone: 'paused' };
  return OUTCOMES[outcome] ?? { label: outcome, tone: 'queued' };
}

/** Who called: the API key, else the user; what for: the agent, when there is one. */
export function callerOf(item: RequestItem): { who: string | null; what: string | null } {
  return { who: item.api_key_name ?? item.user_name, what: item.agent };
}
