// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Roles. */
export class Roles extends Resource {
  /** Make a role from permissions that you hold. */
  create(body: schemas.RoleCreate, options?: Options): Promise<schemas.RoleRead> {
    return this.connection.send('POST', '/api/v1/roles', { ...options, body });
  }

  /** Take away a role that nobody holds. */
  delete(roleId: string, options?: Options): Promise<null> {
    return this.connection.send('DELETE', path`/api/v1/roles/${roleId}`, options);
  }

  /** Return the roles of your organization. */
  list(
    query: {
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.RoleRead> {
    return this.connection.listing('GET', '/api/v1/roles', { ...options, query });
  }

  /** Change a role of your own making; whoever holds it has the new permissions at once. */
  update(roleId: string, body: schemas.RoleUpdate = {}, options?: Options): Promise<schemas.RoleRead> {
    return this.connection.send('PATCH', path`/api/v1/roles/${roleId}`, { ...options, body });
  }
}
