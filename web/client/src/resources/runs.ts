// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';
import type { StreamEvent } from '../sse.js';

/** Runs. */
export class Runs extends Resource {
  /** Let a run that was interrupted, stopped or failed go on behind what it has finished. */
  continueRun(runId: string, options?: Options): Promise<schemas.RunRead> {
    return this.connection.send('POST', path`/api/v1/runs/${runId}/continue`, options);
  }

  /** Take back what you said. */
  deleteFeedback(
    runId: string,
    query: {
      subject?: 'run' | 'tool_call' | 'message' | null;
      subject_id?: string | null;
    } = {},
    options?: Options,
  ): Promise<void> {
    return this.connection.send('DELETE', path`/api/v1/runs/${runId}/feedback`, { ...options, query });
  }

  /** List your own runs, newest first. */
  list(
    query: {
      agent?: string | null;
      /** States, separated by commas. */
      state?: string | null;
      source?: string | null;
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.RunRead> {
    return this.connection.listing('GET', '/api/v1/runs', { ...options, query });
  }

  /** Return what you said about a run and its parts. */
  listFeedback(runId: string, options?: Options): Listing<schemas.FeedbackRead> {
    return this.connection.listing('GET', path`/api/v1/runs/${runId}/feedback`, options);
  }

  /** Say what you think of a run, a tool call or a message; a second time replaces the first. */
  putFeedback(runId: string, body: schemas.FeedbackPut = {}, options?: Options): Promise<schemas.FeedbackRead> {
    return this.connection.send('PUT', path`/api/v1/runs/${runId}/feedback`, { ...options, body });
  }

  /** Return one of your runs, with its tool calls, artifacts and what waits for a person. */
  read(runId: string, options?: Options): Promise<schemas.RunRead> {
    return this.connection.send('GET', path`/api/v1/runs/${runId}`, options);
  }

  /** End a run; what it said is kept. One that is at work on another server ends a moment later. */
  stop(runId: string, options?: Options): Promise<schemas.RunRead> {
    return this.connection.send('POST', path`/api/v1/runs/${runId}/stop`, options);
  }

  /**
   * Stream a run's events, past ones first; ends when it is over or waits for a person.
   *
   * Answers 204 when that is so and no event is left: browsers then stop to reconnect.
   */
  stream(
    runId: string,
    query: {
      /** Seq of the last event you have. */
      after?: number | null;
    } = {},
    options?: Options,
  ): AsyncGenerator<StreamEvent, void, undefined> {
    return this.connection.events('GET', path`/api/v1/runs/${runId}/stream`, { ...options, query });
  }
}
