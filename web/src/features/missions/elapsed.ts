import { UNKNOWN } from '@/lib/format/number';
import { formatDuration, formatTook } from '@/lib/format/time';

import { elapsedAt, type Mission } from './model';
import { isFinished } from './states';

/** How long a mission has worked, in words: whole seconds while they pass, a decimal for a short one that is over. */
export function elapsedText(mission: Mission, now: number): string {
  if (!mission.started_at) return UNKNOWN;
  const seconds = elapsedAt(mission, now);
  return isFinished(mission.state) ? formatTook(seconds) : formatDuration(seconds);
}
