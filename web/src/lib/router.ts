import { createRootRouteWithContext, createRoute } from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';

/** What every route's loader is given. */
export interface RouterContext {
  queryClient: QueryClient;
}

/** The top of the route tree; `app` gives it its frame. */
export const rootRoute = createRootRouteWithContext<RouterContext>()();

/** Parent of every page that needs a login session; `app` gives it the shell and the guard. */
export const shellRoute = createRoute({ getParentRoute: () => rootRoute, id: 'shell' });
