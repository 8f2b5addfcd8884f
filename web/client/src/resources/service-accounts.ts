// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Service accounts. */
export class ServiceAccounts extends Resource {
  /** Make a service account: a user that is no person, never signs in, and acts through keys that you give it. */
  create(body: schemas.ServiceAccountCreate, options?: Options): Promise<schemas.UserRead> {
    return this.connection.send('POST', '/api/v1/service-accounts', { ...options, body });
  }

  /** Give a service account an API key. The answer is the only place where it is ever shown. */
  createKey(userId: string, body: schemas.ApiKeyCreate, options?: Options): Promise<schemas.ApiKeyCreated> {
    return this.connection.send('POST', path`/api/v1/service-accounts/${userId}/keys`, { ...options, body });
  }

  /** Take a service account away and revoke its keys. */
  delete(userId: string, options?: Options): Promise<null> {
    return this.connection.send('DELETE', path`/api/v1/service-accounts/${userId}`, options);
  }

  /** Replace a key of a service account by a new one; the old one goes on for the overlap. */
  rotateKey(
    userId: string,
    keyId: string,
    body: schemas.ApiKeyRotate = {},
    options?: Options,
  ): Promise<schemas.ApiKeyCreated> {
    return this.connection.send(
      'POST',
      path`/api/v1/service-accounts/${userId}/keys/${keyId}/rotate`,
      { ...options, body },
    );
  }
}
