import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { shellRoute } from '@/lib/router';

/** Parts of the page, in order. */
export const TABS = { providers: 'Providers', models: 'Models', routes: 'Routes', prices: 'Price table' } as const;
export type Tab = keyof typeof TABS;

/** What the address of the models page says. */
export interface ModelsSearch {
  /** Providers when absent. */
  tab?: Tab;
  q?: string;
  /** Narrows models and prices to one provider. */
  provider?: string;
}

/** Read the address; what it cannot mean is left out. */
export function readModelsSearch(search: Record<string, unknown>): ModelsSearch {
  const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
  const tab = text(search.tab);
  return {
    tab: tab in TABS && tab !== 'providers' ? (tab as Tab) : undefined,
    q: text(search.q) || undefined,
    provider: text(search.provider) || undefined,
  };
}

export const modelsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'models',
  validateSearch: readModelsSearch,
  component: lazyRouteComponent(() => import('./pages/ModelsPage'), 'ModelsPage'),
});
