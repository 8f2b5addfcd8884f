// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Keys. */
export class Keys extends Resource {
  /** Return the API keys of everybody in your organization, newest first. */
  listEveryApi(
    query: {
      /** Of this user only. */
      owner_id?: string | null;
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.OwnedApiKeyRead> {
    return this.connection.listing('GET', '/api/v1/keys', { ...options, query });
  }

  /** End an API key of anybody in your organization. */
  revokeAnyApi(keyId: string, options?: Options): Promise<schemas.OwnedApiKeyRead> {
    return this.connection.send('DELETE', path`/api/v1/keys/${keyId}`, options);
  }
}
