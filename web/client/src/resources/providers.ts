// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import type { Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Providers. */
export class Providers extends Resource {
  /** List the connections you can use: which models are left alone for a while, and how calls went of late. */
  list(options?: Options): Listing<schemas.ProviderRead> {
    return this.connection.listing('GET', '/api/v1/providers', options);
  }
}
