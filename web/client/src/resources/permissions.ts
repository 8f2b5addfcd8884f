// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import type { Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Permissions. */
export class Permissions extends Resource {
  /** Return every permission that a role or a key can have, and what it allows. */
  list(options?: Options): Listing<schemas.PermissionRead> {
    return this.connection.listing('GET', '/api/v1/permissions', options);
  }
}
