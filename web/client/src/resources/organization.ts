// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Download } from '../download.js';
import type { Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Organization. */
export class Organization extends Resource {
  /** Have your organization erased in seven days, with everything in it. Until then only administrators get in. */
  erase(body: schemas.ErasureRequest, options?: Options): Promise<schemas.OrganizationStanding> {
    return this.connection.send('POST', '/api/v1/organization/erasure', { ...options, body });
  }

  /**
   * Download everything your organization has: JSON lines per table, its files, and a README that says what is what.
   *
   * Passwords, keys and tokens are left out.
   */
  export(options?: Options): Download {
    return this.connection.download('GET', '/api/v1/organization/export', options);
  }

  /** Return your organization, and whether it is to be erased. */
  read(options?: Options): Promise<schemas.OrganizationStanding> {
    return this.connection.send('GET', '/api/v1/organization', options);
  }

  /** Let your organization go on: it is not erased, and everybody gets in again. */
  restore(options?: Options): Promise<schemas.OrganizationStanding> {
    return this.connection.send('DELETE', '/api/v1/organization/erasure', options);
  }
}
