// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Approvals. */
export class Approvals extends Resource {
  /** Approve a call, also with other arguments, or refuse it. Its run goes on where the decision is taken. */
  decide(approvalId: string, body: schemas.ApprovalDecide, options?: Options): Promise<schemas.ApprovalRead> {
    return this.connection.send('POST', path`/api/v1/approvals/${approvalId}/decide`, { ...options, body });
  }

  /** List tool calls that wait or waited for a person, newest first: your own, or all when you decide for others. */
  list(
    query: {
      /** States, separated by commas. */
      state?: string | null;
      tool?: string | null;
      agent?: string | null;
      /** Text in tool, agent or arguments. */
      q?: string | null;
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.ApprovalRead> {
    return this.connection.listing('GET', '/api/v1/approvals', { ...options, query });
  }

  /** Return one tool call with its arguments and their schema. */
  read(approvalId: string, options?: Options): Promise<schemas.ApprovalRead> {
    return this.connection.send('GET', path`/api/v1/approvals/${approvalId}`, options);
  }
}
