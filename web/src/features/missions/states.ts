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

/** Share of each step that is done, 0 to 1, in step order. */
export function segmentsOf(mission: Pick<Mission, 'percent' | 'state' | 'steps'>): number[] {
  if (mission.state === 'completed') return mission.steps.map(() => 1);
  return mission.steps.map((step) => {
    if (step.state === 'completed' || step.state === 'skipped') return 1;
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
export function positionOf(mission: Pick<Mission, 'state' | 'steps' | 'current_step' | 'state_reason'>): Position {
  const { state, steps } = mission;
  const current = steps.find((step) => step.state === 'running' || step.state === 'failed');
  const next = current ?? (isFinished(state) ? undefined : steps.find((step) => step.state === 'pending'));
  const started = steps.some((step) => step.state !== 'pending');
  if (state === 'completed') return { text: 'All steps done', place: '' };
  if (!next || (!started && state !== 'running')) return { text: waitingText(mission), place: '' };
  const text = next.message ?? next.title;
  return { text, place: `step ${next.index} of ${steps.length}` };
}

function waitingText({ state, state_reason: reason }: Pick<Mission, 'state' | 'state_reason'>): string {
  if (reason) return reason;
  if (state === 'draft') return 'Not started';
  if (state === 'waiting_for_approval') return 'Waiting for someone to approve it';
  if (state === 'cancelled') return 'Stopped before it began';
  if (state === 'failed') return 'Failed before the first step';
  if (state === 'paused') return 'Paused before the first step';
  return 'Waiting for a free worker';
}
