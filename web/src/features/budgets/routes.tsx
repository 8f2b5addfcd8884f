import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { shellRoute } from '@/lib/router';

/** What the address of the budgets page says. */
export interface BudgetsSearch {
  /** The budget that is open. */
  budget?: string;
}

/** Read the address; what it cannot mean is left out. */
export function readBudgetsSearch(search: Record<string, unknown>): BudgetsSearch {
  return typeof search.budget === 'string' ? { budget: search.budget } : {};
}

export const budgetsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'budgets',
  validateSearch: readBudgetsSearch,
  component: lazyRouteComponent(() => import('./pages/BudgetsPage'), 'BudgetsPage'),
});
