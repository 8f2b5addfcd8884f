// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Sign in policy. */
export class SignInPolicy extends Resource {
  /** Return what your organization asks of its members when they sign in. */
  read(options?: Options): Promise<schemas.SignInPolicy> {
    return this.connection.send('GET', '/api/v1/sign-in-policy', options);
  }

  /** Require a second factor of every member, or no longer. API keys go on working. */
  set(body: schemas.SignInPolicy, options?: Options): Promise<schemas.SignInPolicy> {
    return this.connection.send('PUT', '/api/v1/sign-in-policy', { ...options, body });
  }
}
