// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Users. */
export class Users extends Resource {
  /** Make a user with a first password. */
  create(body: schemas.UserCreate, options?: Options): Promise<schemas.UserRead> {
    return this.connection.send('POST', '/api/v1/users', { ...options, body });
  }

  /** Return the users of your organization, oldest first. */
  list(
    query: {
      /** Text that the name or the e-mail holds. */
      q?: string | null;
      /** A role that they hold. */
      role?: string | null;
      /** People, or service accounts. */
      kind?: 'person' | 'service' | null;
      is_active?: boolean | null;
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.UserRead> {
    return this.connection.listing('GET', '/api/v1/users', { ...options, query });
  }

  /** Make a link with which a user chooses a new password, to hand over where no mail arrives. They are told. */
  makePasswordLink(userId: string, options?: Options): Promise<schemas.PasswordLink> {
    return this.connection.send('POST', path`/api/v1/users/${userId}/password-link`, options);
  }

  /** Return one user. */
  read(userId: string, options?: Options): Promise<schemas.UserRead> {
    return this.connection.send('GET', path`/api/v1/users/${userId}`, options);
  }

  /** Remove every second factor of a user whose devices are lost. They are signed out, and told by mail. */
  resetSecondFactor(userId: string, options?: Options): Promise<null> {
    return this.connection.send('DELETE', path`/api/v1/users/${userId}/second-factor`, options);
  }

  /** Sign a user out everywhere. Their keys go on; `is_active: false` stops those too. */
  signOut(userId: string, options?: Options): Promise<schemas.SignedOut> {
    return this.connection.send('DELETE', path`/api/v1/users/${userId}/sessions`, options);
  }

  /** Change a user; `is_active: false` signs them out everywhere and stops their keys. */
  update(userId: string, body: schemas.UserUpdate = {}, options?: Options): Promise<schemas.UserRead> {
    return this.connection.send('PATCH', path`/api/v1/users/${userId}`, { ...options, body });
  }
}
