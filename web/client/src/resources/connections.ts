// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Connections. */
export class Connections extends Resource {
  /** Connect a provider with keys of your own. Its keys are sealed before they are stored. */
  create(body: schemas.ConnectionCreate, options?: Options): Promise<schemas.ConnectionRead> {
    return this.connection.send('POST', '/api/v1/connections', { ...options, body });
  }

  /** Remove a connection with its keys. Routes that lead to it go on without it. */
  delete(connectionId: string, options?: Options): Promise<void> {
    return this.connection.send('DELETE', path`/api/v1/connections/${connectionId}`, options);
  }

  /** Change a connection from the next call on. */
  edit(connectionId: string, body: schemas.ConnectionUpdate = {}, options?: Options): Promise<schemas.ConnectionRead> {
    return this.connection.send('PATCH', path`/api/v1/connections/${connectionId}`, { ...options, body });
  }

  /** List your organization's own connections to providers. Keys are never shown. */
  list(options?: Options): Listing<schemas.ConnectionRead> {
    return this.connection.listing('GET', '/api/v1/connections', options);
  }

  /** Return one connection. */
  read(connectionId: string, options?: Options): Promise<schemas.ConnectionRead> {
    return this.connection.send('GET', path`/api/v1/connections/${connectionId}`, options);
  }

  /** Ask the provider for something that needs the key and costs nothing, and tell what it said. */
  test(connectionId: string, options?: Options): Promise<schemas.ConnectionTestRead> {
    return this.connection.send('POST', path`/api/v1/connections/${connectionId}/test`, options);
  }
}
