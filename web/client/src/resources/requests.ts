// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Download } from '../download.js';
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Requests. */
export class Requests extends Resource {
  /** Download exactly the requests that the same filter lists, as CSV, XLSX, Parquet or JSON lines. */
  export(
    query: {
      /** Admitted at or after this time. */
      since?: string | null;
      /** Admitted before this time. */
      until?: string | null;
      /** As the provider was asked for it. */
      model?: string[] | null;
      /** As the caller named it. */
      requested_model?: string[] | null;
      provider?: string[] | null;
      connection?: string[] | null;
      agent?: string[] | null;
      /** agent, chat, responses, messages, embeddings, … */
      operation?: string[] | null;
      outcome?: ('completed' | 'failed' | 'cancelled' | 'swept')[] | null;
      kind?: 'call' | 'correction' | null;
      user_id?: string | null;
      api_key_id?: string | null;
      team_id?: string | null;
      mission_id?: string | null;
      conversation_id?: string | null;
      tag?: string | null;
      error_code?: string | null;
      /** Class of the HTTP status. */
      status?: '2xx' | '3xx' | '4xx' | '5xx' | null;
      /** At least this dear. */
      min_cost_usd?: number | string | null;
      is_estimated?: boolean | null;
      is_streaming?: boolean | null;
      /** Beginning of a request id. */
      request_id?: string | null;
      /** The provider's id of its answer. */
      answer_id?: string | null;
      /** - in front for descending. */
      sort?: '-admitted_at' | 'admitted_at' | '-cost_usd' | 'cost_usd' | null;
      format?: 'csv' | 'xlsx' | 'parquet' | 'jsonl' | null;
    } = {},
    options?: Options,
  ): Download {
    return this.connection.download('GET', '/api/v1/requests/export', { ...options, query });
  }

  /** List booked model calls, one per attempt, newest first unless sorted otherwise. */
  list(
    query: {
      /** Admitted at or after this time. */
      since?: string | null;
      /** Admitted before this time. */
      until?: string | null;
      /** As the provider was asked for it. */
      model?: string[] | null;
      /** As the caller named it. */
      requested_model?: string[] | null;
      provider?: string[] | null;
      connection?: string[] | null;
      agent?: string[] | null;
      /** agent, chat, responses, messages, embeddings, … */
      operation?: string[] | null;
      outcome?: ('completed' | 'failed' | 'cancelled' | 'swept')[] | null;
      kind?: 'call' | 'correction' | null;
      user_id?: string | null;
      api_key_id?: string | null;
      team_id?: string | null;
      mission_id?: string | null;
      conversation_id?: string | null;
      tag?: string | null;
      error_code?: string | null;
      /** Class of the HTTP status. */
      status?: '2xx' | '3xx' | '4xx' | '5xx' | null;
      /** At least this dear. */
      min_cost_usd?: number | string | null;
      is_estimated?: boolean | null;
      is_streaming?: boolean | null;
      /** Beginning of a request id. */
      request_id?: string | null;
      /** The provider's id of its answer. */
      answer_id?: string | null;
      /** - in front for descending. */
      sort?: '-admitted_at' | 'admitted_at' | '-cost_usd' | 'cost_usd' | null;
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.RequestItem> {
    return this.connection.listing('GET', '/api/v1/requests', { ...options, query });
  }

  /** Return every model call made under a request id (the answer's `X-Request-ID`), with what it cost. */
  read(requestId: string, options?: Options): Promise<schemas.RequestRead> {
    return this.connection.send('GET', path`/api/v1/requests/${requestId}`, options);
  }
}
