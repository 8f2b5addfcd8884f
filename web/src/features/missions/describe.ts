import { formatUsd } from '@/lib/format/money';
import { formatTook } from '@/lib/format/time';
import type { MissionEvent } from '@/lib/api/types';

import { reasonInWords, STATES } from './states';

const PHASES = { started: 'began', progress: '', completed: 'done', failed: 'failed', finished: 'finished' };

/** Leave out what says nothing new: progress whose words stand there already. */
export function worthTelling(events: MissionEvent[]): MissionEvent[] {
  let told: string | null | undefined;
  return events.filter((event) => {
    if (event.type === 'mission.cost') return false;
    if (event.type !== 'mission.step') return true;
    const news = event.data.phase !== 'progress' || (event.data.message && event.data.message !== told);
    told = event.data.message ?? told;
    return news;
  });
}

/** Say in one line what an event means. */
export function describeEvent(event: MissionEvent): string {
  switch (event.type) {
    case 'mission.submitted':
      return `Submitted, ${STATES[event.data.state].label.toLowerCase()}`;
    case 'mission.state':
      return join(STATES[event.data.state].label, reasonInWords(event.data.reason));
    case 'mission.step':
      return describeStep(event.data);
    case 'mission.artifact':
      return `Made ${event.data.artifact.kind} “${event.data.artifact.title || event.data.artifact.name}”`;
    case 'mission.tool':
      return join(
        `Tool ${event.data.name} ${PHASES[event.data.phase]}${took(event.data.duration_s)}`,
        event.data.summary,
      );
    case 'mission.edited':
      return describeEdit(event.data);
    case 'mission.cost':
      return `Cost so far ${formatUsd(event.data.cost_usd)}`;
  }
}

function describeEdit({ changes, restart_from: step }: EditData): string {
  const edited = `Edited: ${Object.keys(changes).join(', ')}`;
  return step ? `${edited}; goes on from step ${step}` : edited;
}

type EditData = Extract<MissionEvent, { type: 'mission.edited' }>['data'];
type StepData = Extract<MissionEvent, { type: 'mission.step' }>['data'];

function describeStep({ index, step, phase, percent, message, duration_s: duration }: StepData): string {
  const what = `Step ${index}, ${step}`;
  if (phase === 'progress') return join(`${what}, ${Math.floor(percent)} %`, message);
  return join(`${what} ${PHASES[phase]}${took(duration)}`, message);
}

function took(duration: number | null | undefined): string {
  return duration == null ? '' : ` in ${formatTook(duration)}`;
}

function join(head: string, tail: string | null | undefined): string {
  return tail ? `${head}: ${tail}` : head;
}
