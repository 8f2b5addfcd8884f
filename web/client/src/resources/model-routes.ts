// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Model routes. */
export class ModelRoutes extends Resource {
  /** Give a name to targets that share the calls, and to models to fall back to. */
  create(body: schemas.ModelRouteWrite, options?: Options): Promise<schemas.ModelRouteRead> {
    return this.connection.send('POST', '/api/v1/model-routes', { ...options, body });
  }

  /** Remove a name. */
  delete(routeId: string, options?: Options): Promise<void> {
    return this.connection.send('DELETE', path`/api/v1/model-routes/${routeId}`, options);
  }

  /** List your organization's own names for models, with where each leads. */
  list(options?: Options): Listing<schemas.ModelRouteRead> {
    return this.connection.listing('GET', '/api/v1/model-routes', options);
  }

  /** Change where a name leads from the next call on. */
  replace(routeId: string, body: schemas.ModelRouteWrite, options?: Options): Promise<schemas.ModelRouteRead> {
    return this.connection.send('PUT', path`/api/v1/model-routes/${routeId}`, { ...options, body });
  }
}
