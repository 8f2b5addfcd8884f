import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { keyIn, textIn } from '@/lib/address';
import { shellRoute } from '@/lib/router';

import { VIEWS, type View } from './states';

/** What the address of the inbox says. */
export interface ApprovalsSearch {
  /** What waits when absent. */
  view?: Exclude<View, 'waiting'>;
  tool?: string;
  agent?: string;
  q?: string;
  /** The call that is open. */
  open?: string;
}

/** Read the address; what it cannot mean is left out. */
export function readApprovalsSearch(search: Record<string, unknown>): ApprovalsSearch {
  const view = keyIn(search.view, VIEWS);
  return {
    view: view === 'waiting' ? undefined : view,
    tool: textIn(search.tool),
    agent: textIn(search.agent),
    q: textIn(search.q),
    open: textIn(search.open),
  };
}

export const approvalsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'approvals',
  validateSearch: readApprovalsSearch,
  component: lazyRouteComponent(() => import('./pages/ApprovalsPage'), 'ApprovalsPage'),
});
