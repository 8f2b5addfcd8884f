import type { MissionEvent, Step } from '@/lib/api/types';

import { elapsedAt, type Mission } from './model';

/** What an event does to a copy of its mission. */
export type Applied = { kind: 'old' } | { kind: 'gap' } | { kind: 'next'; mission: Mission };

/**
 * Apply one event to a mission by revision.
 *
 * Returns "old" for an event the copy already contains, "gap" when events are missing between the two (the mission
 * must then be asked for again), else the mission after the event.
 */
export function applyEvent(mission: Mission, event: MissionEvent, now = Date.now()): Applied {
  if (event.rev <= mission.rev) return { kind: 'old' };
  if (event.rev > mission.rev + 1) return { kind: 'gap' };
  return { kind: 'next', mission: { ...change(mission, event, now), rev: event.rev } };
}

/** Whether an event says less than changed, so that the mission must be read again soon. */
export function needsReading(event: MissionEvent): boolean {
  return event.type === 'mission.state' || event.type === 'mission.edited' || event.type === 'mission.submitted';
}

function change(mission: Mission, event: MissionEvent, now: number): Mission {
  switch (event.type) {
    case 'mission.submitted':
      return { ...mission, state: event.data.state };
    case 'mission.state':
      return changeState(mission, event, now);
    case 'mission.step':
      return changeStep(mission, event, now);
    case 'mission.artifact':
      return addArtifact(mission, event);
    case 'mission.cost':
      return { ...mission, cost_usd: event.data.cost_usd };
    case 'mission.tool':
    case 'mission.edited':
      return mission;
  }
}

type EventOf<Type extends MissionEvent['type']> = Extract<MissionEvent, { type: Type }>;

function changeState(mission: Mission, { data }: EventOf<'mission.state'>, now: number): Mission {
  return {
    ...mission,
    state: data.state,
    state_reason: data.reason ?? null,
    percent: data.state === 'completed' ? 100 : (data.percent ?? mission.percent),
    elapsed_s: elapsedAt(mission, now),
    elapsed_at: now,
  };
}

function changeStep(mission: Mission, event: EventOf<'mission.step'>, now: number): Mission {
  const { data } = event;
  return {
    ...mission,
    percent: data.percent,
    current_step: data.step,
    cost_usd: data.cost_usd ?? mission.cost_usd,
    eta_s: data.eta_s ?? null,
    eta_at: now,
    steps: mission.steps.map((step) => (step.key === data.step ? stepAfter(step, event) : step)),
  };
}

function stepAfter(step: Step, { data, at }: EventOf<'mission.step'>): Step {
  const ended = data.phase === 'completed' || data.phase === 'failed';
  return {
    ...step,
    state: data.phase === 'completed' || data.phase === 'failed' ? data.phase : 'running',
    message: data.message ?? step.message,
    started_at: data.phase === 'started' ? at : (step.started_at ?? at),
    finished_at: ended ? at : null,
  };
}

function addArtifact(mission: Mission, { data }: EventOf<'mission.artifact'>): Mission {
  const others = mission.artifacts?.filter((artifact) => artifact.id !== data.artifact.id);
  const known = mission.artifacts && others && others.length < mission.artifacts.length;
  return {
    ...mission,
    artifacts: others ? [...others, data.artifact] : undefined,
    artifacts_count: mission.artifacts_count + (known ? 0 : 1),
  };
}
