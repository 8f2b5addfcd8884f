import type { Tone } from '@/ui/status/Status';

import type { AuditFilter, Entry } from './api';
import type { AuditSearch, Outcome, PeriodName } from './routes';

/** What became of what was tried, in words and tone. */
export const OUTCOME_WORDS: Record<Outcome, { label: string; tone: Tone }> = {
  success: { label: 'Done', tone: 'done' },
  refused: { label: 'Refused', tone: 'attention' },
  failed: { label: 'Failed', tone: 'failed' },
};

/** Things that entries are about, by the beginning of their action. */
export const THINGS: Record<string, string> = {
  login: 'Sign-in',
  password: 'Passwords',
  user: 'Users',
  service_account: 'Service accounts',
  role: 'Roles',
  team: 'Teams',
  invitation: 'Invitations',
  api_key: 'API keys',
  run: 'Runs of agents',
  tool: 'Tools',
  mission: 'Missions',
  approval: 'Approvals',
  conversation: 'Conversations',
  budget: 'Budgets',
  limit: 'Limits',
  connection: 'Connections',
  model_route: 'Routes',
  notification: 'Notifications',
  audit: 'The log itself',
};

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const LENGTH_MS: Record<PeriodName, number> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
  '30d': 720 * HOUR_MS,
};

/** What an address says without its filters. */
export const cleared: AuditSearch = {
  q: undefined,
  action: undefined,
  actor: undefined,
  resource: undefined,
  outcome: undefined,
  period: undefined,
};

/** Whether the address narrows the log at all. */
export function isFiltered(search: AuditSearch): boolean {
  return Object.keys(cleared).some((name) => search[name as keyof AuditSearch] !== undefined);
}

/**
 * The filter as the API names it: the same for the list and its export.
 *
 * A period begins at a whole minute, so that the list stays the same question while its page is open.
 */
export function queryOf({ q, action, actor, resource, outcome, period }: AuditSearch, now: number): AuditFilter {
  const since = period && new Date(Math.floor((now - LENGTH_MS[period]) / MINUTE_MS) * MINUTE_MS).toISOString();
  return { q, action, actor_id: actor, resource, outcome: outcome && [outcome], since };
}

/** Who did it: the API key, else the user; a sign-in that failed is nobody's. */
export function actorOf(entry: Pick<Entry, 'actor_kind' | 'actor_email' | 'api_key_name'>): string {
  const email = entry.actor_email;
  const isAccount = entry.actor_kind === 'service' && email !== null;
  const who = isAccount
    ? `${email.split('@')[0]} (service account)`
    : (email ?? (entry.actor_kind === 'anonymous' ? 'somebody' : 'the platform'));
  return entry.api_key_name ? `${who} by ${entry.api_key_name}` : who;
}

export interface Change {
  field: string;
  before: string | null;
  after: string | null;
}

/** What changed, field by field, as text. */
export function changesOf({ changes }: Pick<Entry, 'changes'>): Change[] {
  return Object.entries(changes).map(([field, values]) => {
    const [before, after] = Array.isArray(values) ? (values as unknown[]) : [null, values];
    return { field, before: written(before), after: written(after) };
  });
}

function written(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ') || 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
