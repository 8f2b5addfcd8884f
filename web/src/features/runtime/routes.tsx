import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { textIn } from '@/lib/address';
import { shellRoute } from '@/lib/router';

/** What the address of the catalogue says. */
export interface CatalogueSearch {
  /** Tools when absent. */
  tab?: 'agents';
  q?: string;
  category?: string;
}

/** Read the address; what it cannot mean is left out. */
export function readCatalogueSearch(search: Record<string, unknown>): CatalogueSearch {
  return {
    tab: search.tab === 'agents' ? 'agents' : undefined,
    q: textIn(search.q),
    category: textIn(search.category),
  };
}

export const catalogueRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'tools',
  validateSearch: readCatalogueSearch,
  component: lazyRouteComponent(() => import('./pages/CataloguePage'), 'CataloguePage'),
});

export const toolRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'tools/$toolName',
  component: lazyRouteComponent(() => import('./pages/ToolPage'), 'ToolPage'),
});

export const agentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'agents/$agentName',
  component: lazyRouteComponent(() => import('./pages/AgentPage'), 'AgentPage'),
});
