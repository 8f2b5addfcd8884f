import type { MissionEvent, Step, StepKey } from '@/lib/api/types';
import type { Mission } from '@/features/missions/model';

const BANDS: [StepKey, string, number, number][] = [
  ['verification', 'Check the request', 0, 5],
  ['intent', 'Understand the objective', 5, 30],
  ['budget', 'Check the budget', 30, 40],
  ['selection', 'Choose tools', 40, 55],
  ['execution', 'Do the work', 55, 80],
  ['finalize', 'Put the result together', 80, 100],
];

/** Six steps: `done` of them completed, the next one running when `running`. */
export function makeSteps(done = 0, running = false): Step[] {
  return BANDS.map(([key, title, from, to], index) => ({
    key,
    title,
    index: index + 1,
    state: index < done ? 'completed' : index === done && running ? 'running' : 'pending',
    percent_from: from,
    percent_to: to,
    message: null,
    started_at: null,
    finished_at: null,
  }));
}

/** A mission as the page holds it, queued unless told otherwise. */
export function makeMission(part: Partial<Mission> = {}): Mission {
  return {
    id: 'mission-1',
    display_id: 'm-7f3k2a',
    title: 'Weekly churn',
    objective: 'Which customers left this week?',
    state: 'queued',
    state_reason: null,
    owner: { id: 'user-1', name: 'Ada Lovelace' },
    agent: 'analyst',
    tool: null,
    priority: 'normal',
    parameters: {},
    instructions: [],
    files: [],
    budget_usd: '1.000000',
    cost_usd: '0.000000',
    percent: 0,
    current_step: null,
    steps: makeSteps(),
    eta_s: null,
    elapsed_s: 0,
    created_at: '2026-11-20T08:00:00Z',
    started_at: null,
    finished_at: null,
    intent: null,
    selected_tools: [],
    model: { name: 'builtin', connected: false },
    answer: null,
    error: null,
    artifacts: [],
    artifacts_count: 0,
    rev: 0,
    elapsed_at: 0,
    eta_at: 0,
    ...part,
  };
}

type EventOf<Type extends MissionEvent['type']> = Extract<MissionEvent, { type: Type }>;

/** An event of mission-1. */
export function makeEvent<Type extends MissionEvent['type']>(
  type: Type,
  rev: number,
  data: Omit<EventOf<Type>['data'], 'mission_id'>,
): MissionEvent {
  const event = {
    id: `mission-1:${rev}`,
    type,
    rev,
    at: '2026-11-20T08:00:05Z',
    data: { mission_id: 'mission-1', ...data },
  };
  return event as unknown as MissionEvent;
}
