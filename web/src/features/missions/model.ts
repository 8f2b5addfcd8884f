import type { schemas } from '@pilothouse/client';

import type { Mission as WireMission } from '@/lib/api/types';

import { isFinished } from './states';

/** A mission as the page holds it: elapsed and ETA count on from the moment they were received. */
export type Mission = WireMission & {
  /** When `elapsed_s` was true, milliseconds since the epoch. */
  elapsed_at: number;
  /** When `eta_s` was true, milliseconds since the epoch. */
  eta_at: number;
};

/** Note when a mission's clock readings were taken. The page knows more of its fields than the server's document says. */
export function received(mission: schemas.MissionRead, now = Date.now()): Mission {
  return { ...(mission as unknown as WireMission), elapsed_at: now, eta_at: now };
}

/** Of two copies of one mission keep the one that knows more. */
export function newer(known: Mission | undefined, next: Mission): Mission {
  return known?.id === next.id && known.rev > next.rev ? known : next;
}

/** Seconds from a mission's start to `now` or its end, pauses included, as the server counts them. */
export function elapsedAt(mission: Mission, now: number): number {
  if (!ticks(mission)) return mission.elapsed_s;
  return mission.elapsed_s + Math.max(0, now - mission.elapsed_at) / 1000;
}

/** Seconds left by the last estimate; null while nothing is known or nothing moves. */
export function etaAt(mission: Mission, now: number): number | null {
  if (mission.state !== 'running' || mission.eta_s === null) return null;
  return Math.max(0, mission.eta_s - Math.max(0, now - mission.eta_at) / 1000);
}

/** Whether a mission's clock runs: it has begun and is not over. */
export function ticks({ state, started_at }: Pick<Mission, 'state' | 'started_at'>): boolean {
  return started_at !== null && !isFinished(state);
}
