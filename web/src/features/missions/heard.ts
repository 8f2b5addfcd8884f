import type { MissionEvent } from '@/lib/api/types';

const revisions = new Map<string, number>();
const TRIES = 3;

/** Note that an event has arrived, whether or not its mission was already on the page. */
export function hear(event: MissionEvent): void {
  const id = event.data.mission_id;
  revisions.set(id, Math.max(event.rev, lastHeard(id)));
}

/** Highest revision heard of a mission; 0 when none. */
export function lastHeard(missionId: string): number {
  return revisions.get(missionId) ?? 0;
}

/**
 * Read a mission until the answer knows all that was heard of it.
 *
 * An event can overtake the answer to a question that was asked before it; the answer would then stay old for good.
 */
export async function readUpTo<Answer>(
  missionId: string,
  read: () => Promise<Answer>,
  revisionOf: (answer: Answer) => number,
): Promise<Answer> {
  let answer = await read();
  for (let tries = 1; tries < TRIES && revisionOf(answer) < lastHeard(missionId); tries += 1) answer = await read();
  return answer;
}
