import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

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
  const text = (name: string): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const view = text('view');
  return {
    view: view && view in VIEWS && view !== 'waiting' ? (view as ApprovalsSearch['view']) : undefined,
    tool: text('tool'),
    agent: text('agent'),
    q: text('q'),
    open: text('open'),
  };
}

export const approvalsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'approvals',
  validateSearch: readApprovalsSearch,
  component: lazyRouteComponent(() => import('./pages/ApprovalsPage'), 'ApprovalsPage'),
});
