// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Download } from '../download.js';
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Audit. */
export class Audit extends Resource {
  /** Download exactly the entries that the same filter lists, as CSV, XLSX, Parquet or JSON lines. */
  export(
    query: {
      /** The user, or the owner of the key. */
      actor_id?: string | null;
      /** Its beginning, such as user or user.update. */
      action?: string | null;
      /** Its beginning, such as budget:0198. */
      resource?: string | null;
      /** Several are alternatives. */
      outcome?: ('success' | 'refused' | 'failed')[] | null;
      /** At or after this time. */
      since?: string | null;
      /** Before this time. */
      until?: string | null;
      /** Text that any field or change holds. */
      q?: string | null;
      format?: 'csv' | 'xlsx' | 'parquet' | 'jsonl' | null;
    } = {},
    options?: Options,
  ): Download {
    return this.connection.download('GET', '/api/v1/audit/export', { ...options, query });
  }

  /** Return what was done in your organization, and what was refused, newest first. */
  list(
    query: {
      /** The user, or the owner of the key. */
      actor_id?: string | null;
      /** Its beginning, such as user or user.update. */
      action?: string | null;
      /** Its beginning, such as budget:0198. */
      resource?: string | null;
      /** Several are alternatives. */
      outcome?: ('success' | 'refused' | 'failed')[] | null;
      /** At or after this time. */
      since?: string | null;
      /** Before this time. */
      until?: string | null;
      /** Text that any field or change holds. */
      q?: string | null;
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.AuditRead> {
    return this.connection.listing('GET', '/api/v1/audit', { ...options, query });
  }

  /** Return what was sent with a change, without its secrets. Of sign-ins, passwords and keys nothing is kept. */
  readBody(entryId: string, options?: Options): Promise<schemas.AuditBodyRead> {
    return this.connection.send('GET', path`/api/v1/audit/${entryId}/body`, options);
  }

  /** Return one entry. */
  readEntry(entryId: string, options?: Options): Promise<schemas.AuditRead> {
    return this.connection.send('GET', path`/api/v1/audit/${entryId}`, options);
  }

  /**
   * Check that every entry is there, in its place and unchanged, and that one which you know is still there.
   *
   * A long log takes several answers: until one is complete, go on where it ended.
   */
  verify(
    query: {
      /** The last entry then. */
      seq?: number | null;
      /** Its hash. */
      hash?: string | null;
      /** last_seq of an answer that was not complete. */
      after_seq?: number | null;
      /** Its hash. */
      after_hash?: string | null;
    } = {},
    options?: Options,
  ): Promise<schemas.AuditVerification> {
    return this.connection.send('GET', '/api/v1/audit/verification', { ...options, query });
  }
}
