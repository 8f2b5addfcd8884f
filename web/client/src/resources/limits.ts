// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Limits. */
export class Limits extends Resource {
  /** Limit what a key, user, team, agent or the organization may call: models, tokens per minute, parallel calls. */
  create(body: schemas.LimitCreate, options?: Options): Promise<schemas.LimitRead> {
    return this.connection.send('POST', '/api/v1/limits', { ...options, body });
  }

  /** Remove a limit. */
  delete(limitId: string, options?: Options): Promise<void> {
    return this.connection.send('DELETE', path`/api/v1/limits/${limitId}`, options);
  }

  /** Change a limit from the next call on. */
  edit(limitId: string, body: schemas.LimitUpdate = {}, options?: Options): Promise<schemas.LimitRead> {
    return this.connection.send('PATCH', path`/api/v1/limits/${limitId}`, { ...options, body });
  }

  /** List the organization's limits, or that of one scope, with calls in flight and tokens left. */
  list(
    query: {
      scope_kind?: 'organization' | 'team' | 'user' | 'api_key' | 'agent' | null;
      scope_id?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.LimitRead> {
    return this.connection.listing('GET', '/api/v1/limits', { ...options, query });
  }

  /** Return one limit. */
  read(limitId: string, options?: Options): Promise<schemas.LimitRead> {
    return this.connection.send('GET', path`/api/v1/limits/${limitId}`, options);
  }
}
