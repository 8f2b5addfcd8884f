import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { isKeyOf, textIn } from '@/lib/address';
import type { MissionState } from '@/lib/api/types';
import { shellRoute } from '@/lib/router';

import { openMissionsQuery, recentMissionsQuery } from './api';
import { STATES } from './states';

export type MissionsView = 'board' | 'table';

/** What the address of the missions page says. */
export interface MissionsSearch {
  view?: MissionsView;
  /** States joined by commas. */
  state?: string;
  q?: string;
  sort?: string;
}

/** What the address of the new-mission page says. */
export interface NewMissionSearch {
  objective?: string;
}

const SORTS = ['created_at', 'title', 'percent', 'cost_usd'];

/** Read the address; what it cannot mean is left out. */
export function readMissionsSearch(search: Record<string, unknown>): MissionsSearch {
  const states = statesIn(textIn(search.state));
  const sort =
    typeof search.sort === 'string' && SORTS.includes(search.sort.replace(/^-/, '')) ? search.sort : undefined;
  return {
    view: search.view === 'table' ? 'table' : undefined,
    state: states.length > 0 ? states.join(',') : undefined,
    q: textIn(search.q),
    sort,
  };
}

/** The states an address names, "failed,running". */
export function statesIn(text = ''): MissionState[] {
  return text.split(',').filter((value): value is MissionState => isKeyOf(STATES, value));
}

export const missionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'missions',
  validateSearch: readMissionsSearch,
  loader: ({ context: { queryClient } }) => {
    // Begun early; the page itself shows what became of it.
    for (const query of [openMissionsQuery, recentMissionsQuery]) queryClient.query(query).catch(() => undefined);
  },
  component: lazyRouteComponent(() => import('./pages/MissionsPage'), 'MissionsPage'),
});

export const newMissionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'missions/new',
  validateSearch: (search: Record<string, unknown>): NewMissionSearch =>
    typeof search.objective === 'string' ? { objective: search.objective } : {},
  component: lazyRouteComponent(() => import('./pages/NewMissionPage'), 'NewMissionPage'),
});

export const missionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'missions/$missionId',
  component: lazyRouteComponent(() => import('./pages/MissionPage'), 'MissionPage'),
});
