import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { keyIn, textIn } from '@/lib/address';
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
  const tab = keyIn(search.tab, TABS);
  return {
    tab: tab === 'providers' ? undefined : tab,
    q: textIn(search.q),
    provider: textIn(search.provider),
  };
}

export const modelsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'models',
  validateSearch: readModelsSearch,
  component: lazyRouteComponent(() => import('./pages/ModelsPage'), 'ModelsPage'),
});
