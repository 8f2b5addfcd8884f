// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Models. */
export class Models extends Resource {
  /** Take back a price that was set by hand. */
  deletePrice(model: string, options?: Options): Promise<void> {
    return this.connection.send('DELETE', path`/api/v1/models/${model}/price`, options);
  }

  /** List the models that can be called, with their prices. */
  list(options?: Options): Listing<schemas.ServedModelRead> {
    return this.connection.listing('GET', '/api/v1/models', options);
  }

  /** List the prices that your organization set by hand. */
  listPrices(options?: Options): Listing<schemas.PriceOverrideRead> {
    return this.connection.listing('GET', '/api/v1/models/prices', options);
  }

  /** Set what a model costs your organization, from the next call on. "*" prices every model without a price. */
  putPrice(model: string, body: schemas.PriceWrite, options?: Options): Promise<schemas.PriceOverrideRead> {
    return this.connection.send('PUT', path`/api/v1/models/${model}/price`, { ...options, body });
  }

  /** Tell whether a language model is connected, and how to connect one. */
  readStatus(options?: Options): Promise<schemas.ModelStatusRead> {
    return this.connection.send('GET', '/api/v1/models/status', options);
  }
}
