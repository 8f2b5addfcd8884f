import type { Tone } from '@/ui/status/Status';
import type { Mission, MissionState } from '@/lib/api/types';

/** What each state is called and how it looks. */
export const STATES: Record<MissionState, { label: string; tone: Tone }> = {
  draft: { label: 'Draft', tone: 'queued' },
  approved: { label: 'Approved', tone: 'queued' },
  queued: { label: 'Queued', tone: 'queued' },
  running: { label: 'Running', tone: 'running' },
  paused: { label: 'Paused', tone: 'paused' },
  waiting_for_approval: { label: 'Needs approval', tone: 'attention' },
  completed: { label: 'Done', tone: 'done' },
  failed: { label: 'Failed', tone: 'failed' },
  cancelled: { label: 'Cancelled', tone: 'queued' },
};

/** States of a mission that is still to do something, in the order a person wants to see them. */
export const OPEN_STATES: MissionState[] = ['waiting_for_approval', 'running', 'paused', 'approved', 'queued'];

/** What a person can ask of a mission. */
export type MissionAction = 'approve' | 'pause' | 'resume' | 'cancel' | 'retry';

const ACTIONS: Record<MissionState, MissionAction[]> = {
  draft: ['approve', 'cancel'],
  approved: ['pause', 'cancel'],
  queued: ['pause', 'cancel'],
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  waiting_for_approval: ['approve', 'cancel'],
  completed: [],
  failed: ['retry'],
  cancelled: ['retry'],
};

/** What may be asked of a mission in its present state. */
export function actionsFor(state: MissionState): MissionAction[] {
  return ACTIONS[state];
}

/** Whether a mission has come to its end. */
export function isFinished(state: MissionState): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

/** Whether a mission can still be edited. */
export function isEditable(state: MissionState): boolean {
  return !isFinished(state);
}

/** Share of each step that is done, 0 to 1, in step order. What was left out at the end of a mission is not done. */
export function segmentsOf(mission: Pick<Mission, 'percent' | 'state' | 'steps'>): number[] {
  if (mission.state === 'completed') return mission.steps.map(() => 1);
  return mission.steps.map((step) => {
    if (step.state === 'completed') return 1;
    const width = step.percent_to - step.percent_from;
    return width > 0 ? Math.min(1, Math.max(0, (mission.percent - step.percent_from) / width)) : 0;
  });
}

export interface Position {
  /** What is going on, in words. */
  text: string;
  /** "step 3 of 6"; empty before the first and after the last. */
  place: string;
}

/** Where a mission stands: the words of the current step and its place in the row. */
export function positionOf({ state, steps }: Pick<Mission, 'state' | 'steps'>): Position {
  if (state === 'completed') return { text: 'All steps done', place: '' };
  const begun = steps.some((step) => step.state !== 'pending');
  if (!begun && state !== 'running') return { text: UNBEGUN[state], place: '' };
  const at = steps.find((step) => step.state !== 'completed') ?? steps.at(-1);
  return at ? { text: at.message ?? at.title, place: `step ${at.index} of ${steps.length}` } : { text: '', place: '' };
}

/** What to say of a mission that has not begun its first step. */
const UNBEGUN: Record<Exclude<MissionState, 'running' | 'completed'>, string> = {
  draft: 'Not started',
  approved: 'Waiting for a free worker',
  queued: 'Waiting for a free worker',
  paused: 'Paused before the first step',
  waiting_for_approval: 'Waiting for approval',
  failed: 'Failed before the first step',
  cancelled: 'Stopped before the first step',
};

const BY: Record<string, string> = { user: 'by a person', api_key: 'by an API key' };

/** Say a state's reason in words; the server names who gave an order as "user:pause". */
export function reasonInWords(reason: string | null | undefined): string | null {
  const order = /^(\w+):\w+$/.exec(reason ?? '');
  return order ? (BY[order[1] ?? ''] ?? 'by a service') : (reason ?? null);
}
