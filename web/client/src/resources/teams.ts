// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Teams. */
export class Teams extends Resource {
  /** Put a user into a team. */
  addMember(teamId: string, userId: string, options?: Options): Promise<schemas.TeamRead> {
    return this.connection.send('PUT', path`/api/v1/teams/${teamId}/members/${userId}`, options);
  }

  /** Make a team. */
  create(body: schemas.TeamCreate, options?: Options): Promise<schemas.TeamRead> {
    return this.connection.send('POST', '/api/v1/teams', { ...options, body });
  }

  /** Dissolve a team; its members stay in the organization. */
  delete(teamId: string, options?: Options): Promise<null> {
    return this.connection.send('DELETE', path`/api/v1/teams/${teamId}`, options);
  }

  /** Return the teams of your organization, oldest first. */
  list(
    query: {
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.TeamRead> {
    return this.connection.listing('GET', '/api/v1/teams', { ...options, query });
  }

  /** Take a user out of a team. */
  removeMember(teamId: string, userId: string, options?: Options): Promise<schemas.TeamRead> {
    return this.connection.send('DELETE', path`/api/v1/teams/${teamId}/members/${userId}`, options);
  }
}
