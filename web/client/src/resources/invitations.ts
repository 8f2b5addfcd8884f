// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Invitations. */
export class Invitations extends Resource {
  /** Invite somebody by e-mail. An earlier invitation of the same address stops working. */
  create(body: schemas.InvitationCreate, options?: Options): Promise<schemas.InvitationRead> {
    return this.connection.send('POST', '/api/v1/invitations', { ...options, body });
  }

  /** Return the invitations to your organization, newest first. */
  list(
    query: {
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.InvitationRead> {
    return this.connection.listing('GET', '/api/v1/invitations', { ...options, query });
  }

  /** Take an invitation back; its link stops working. */
  revoke(invitationId: string, options?: Options): Promise<schemas.InvitationRead> {
    return this.connection.send('DELETE', path`/api/v1/invitations/${invitationId}`, options);
  }
}
