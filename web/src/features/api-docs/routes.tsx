import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { shellRoute } from '@/lib/router';

/** What the address of the API page says. */
export interface ApiDocsSearch {
  q?: string;
  /** The operation that is open: "POST /missions". */
  open?: string;
}

/** Read the address; what it cannot mean is left out. */
export function readApiDocsSearch(search: Record<string, unknown>): ApiDocsSearch {
  const text = (name: string) => (typeof search[name] === 'string' && search[name] ? search[name] : undefined);
  return { q: text('q'), open: text('open') };
}

export const apiDocsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'docs',
  validateSearch: readApiDocsSearch,
  component: lazyRouteComponent(() => import('./pages/ApiDocsPage'), 'ApiDocsPage'),
});
