import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import type { MissionState } from '@/lib/api/types';
import { shellRoute } from '@/lib/router';

import { openMissionsQuery, recentMissionsQuery } from './api';
import { STATES } from './states';

export type MissionsView = 'board' | 'table';

/** What the address of the missions page says. */
export interface MissionsSearch {
  view?: MissionsView;
  state?: MissionState[];
  q?: string;
  sort?: string;
}

/** What the address of the new-mission page says. */
export interface NewMissionSearch {
  objective?: string;
}

const SORTS = ['created_at', 'title', 'state', 'cost_usd'];

/** Read the address; what it cannot mean is left out. */
export function readMissionsSearch(search: Record<string, unknown>): MissionsSearch {
  const states = (Array.isArray(search.state) ? search.state : [search.state]).filter(isState);
  const sort = typeof search.sort === 'string' && SORTS.includes(search.sort.replace(/^-/, '')) ? search.sort : undefined;
  return {
    view: search.view === 'table' ? 'table' : undefined,
    state: states.length > 0 ? states : undefined,
    q: typeof search.q === 'string' && search.q !== '' ? search.q : undefined,
    sort,
  };
}

function isState(value: unknown): value is MissionState {
  return typeof value === 'string' && value in STATES;
}

export const missionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'missions',
  validateSearch: readMissionsSearch,
  loader: ({ context: { queryClient } }) => {
    void queryClient.prefetchQuery(openMissionsQuery);
    void queryClient.prefetchQuery(recentMissionsQuery);
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
