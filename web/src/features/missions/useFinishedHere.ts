import { useState } from 'react';

import type { Mission } from './model';
import { isFinished } from './states';

/**
 * Keep the card of a mission that ends while someone is looking, so that it does not vanish from under their eyes.
 *
 * Returns the open missions, followed by those that were open on this visit and have finished since.
 */
export function useFinishedHere(open: Mission[] = [], recent: Mission[] = []): Mission[] {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const unseen = open.filter((mission) => !isFinished(mission.state) && !seen.has(mission.id));
  if (unseen.length > 0) setSeen(new Set([...seen, ...unseen.map(({ id }) => id)]));
  const openIds = new Set(open.map(({ id }) => id));
  return [...open, ...recent.filter(({ id, state }) => seen.has(id) && !openIds.has(id) && isFinished(state))];
}
