import type { Approval } from '@/lib/api/approvals';
import type { Tone } from '@/ui/status/Status';

interface StateWords {
  label: string;
  tone: Tone;
}

/** The states of a call that a person decides about, as people read them. */
const STATES: Record<string, StateWords> = {
  pending: { label: 'Waiting', tone: 'attention' },
  approved: { label: 'Approved', tone: 'done' },
  started: { label: 'Running', tone: 'running' },
  finished: { label: 'Done', tone: 'done' },
  refused: { label: 'Refused', tone: 'failed' },
  cancelled: { label: 'No longer needed', tone: 'queued' },
};

/** Say how far a call is. */
export function stateOf({ state }: Pick<Approval, 'state'>): StateWords {
  return STATES[state] ?? { label: state, tone: 'queued' };
}

/** The views of the inbox, and the states each holds; `all` holds every one. */
export const VIEWS = {
  waiting: { label: 'Waiting', states: 'pending' },
  decided: { label: 'Decided', states: 'approved,refused,started,finished,cancelled' },
  all: { label: 'All', states: undefined },
} as const;

export type View = keyof typeof VIEWS;

/** Say in one line what a call would do: its first arguments. */
export function gist(values: Record<string, unknown>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
