// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import type { Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Catalog. */
export class Catalog extends Resource {
  /** List every model that has a price, connected or not, with your organization's prices where it set some. */
  list(
    query: {
      provider?: string | null;
      /** Part of a model's name. */
      search?: string | null;
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.CatalogModelRead> {
    return this.connection.listing('GET', '/api/v1/catalog', { ...options, query });
  }

  /** Tell which price table is in use, how new it is, and which providers it has. */
  readSource(options?: Options): Promise<schemas.CatalogRead> {
    return this.connection.send('GET', '/api/v1/catalog/source', options);
  }
}
