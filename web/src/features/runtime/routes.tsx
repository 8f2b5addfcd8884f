import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { shellRoute } from '@/lib/router';

export const catalogueRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'tools',
  component: lazyRouteComponent(() => import('./pages/CataloguePage'), 'CataloguePage'),
});
