import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

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
  const text = (name: string): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return { tab: search.tab === 'agents' ? 'agents' : undefined, q: text('q'), category: text('category') };
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
