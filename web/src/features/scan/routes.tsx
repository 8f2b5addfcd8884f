import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { shellRoute } from '@/lib/router';

export const scansRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'scan',
  component: lazyRouteComponent(() => import('./pages/ScansPage'), 'ScansPage'),
});

export const scanRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'scan/$scanId',
  component: lazyRouteComponent(() => import('./pages/ScanPage'), 'ScanPage'),
});
