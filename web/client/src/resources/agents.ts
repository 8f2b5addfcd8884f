// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';
import type { StreamEvent } from '../sse.js';

/** Agents. */
export class Agents extends Resource {
  /** Let an agent answer: in one piece, as a stream, or later. A call that waits for a person answers 202. */
  invoke(
    name: string,
    body: schemas.InvokeCreate,
    options?: Options & {
      /** `respond-async`: answer 202 at once; poll what Location names. */
      prefer?: string;
      /** Asking twice with one key runs once. */
      idempotencyKey?: string;
    },
  ): Promise<schemas.InvokeRead | schemas.RunRead> {
    return this.connection.send(
      'POST',
      path`/api/v1/agents/${name}/invoke`,
      { ...options, headers: { prefer: options?.prefer, 'Idempotency-Key': options?.idempotencyKey }, body },
    );
  }

  /** Let an agent answer: in one piece, as a stream, or later. A call that waits for a person answers 202. */
  invokeEvents(
    name: string,
    body: schemas.InvokeCreate,
    options?: Options & {
      /** `respond-async`: answer 202 at once; poll what Location names. */
      prefer?: string;
      /** Asking twice with one key runs once. */
      idempotencyKey?: string;
    },
  ): AsyncGenerator<StreamEvent, void, undefined> {
    return this.connection.events(
      'POST',
      path`/api/v1/agents/${name}/invoke`,
      { ...options, headers: { prefer: options?.prefer, 'Idempotency-Key': options?.idempotencyKey }, body },
    );
  }

  /** Let the agent answer whose description is nearest to the prompt; the answer says which, and how sure that is. */
  invokeFitting(
    body: schemas.InvokeCreate,
    options?: Options & {
      /** `respond-async`: answer 202 at once; poll what Location names. */
      prefer?: string;
      /** Asking twice with one key runs once. */
      idempotencyKey?: string;
    },
  ): Promise<schemas.InvokeRead | schemas.RunRead> {
    return this.connection.send(
      'POST',
      '/api/v1/agents/invoke',
      { ...options, headers: { prefer: options?.prefer, 'Idempotency-Key': options?.idempotencyKey }, body },
    );
  }

  /** Let the agent answer whose description is nearest to the prompt; the answer says which, and how sure that is. */
  invokeFittingEvents(
    body: schemas.InvokeCreate,
    options?: Options & {
      /** `respond-async`: answer 202 at once; poll what Location names. */
      prefer?: string;
      /** Asking twice with one key runs once. */
      idempotencyKey?: string;
    },
  ): AsyncGenerator<StreamEvent, void, undefined> {
    return this.connection.events(
      'POST',
      '/api/v1/agents/invoke',
      { ...options, headers: { prefer: options?.prefer, 'Idempotency-Key': options?.idempotencyKey }, body },
    );
  }

  /** Return every agent by name, or those nearest in meaning to `q`, with how they have done. */
  list(
    query: {
      /** What it should do; the nearest come first. */
      q?: string | null;
      /** How far back the figures look. */
      days?: number | null;
    } = {},
    options?: Options,
  ): Listing<schemas.AgentRead> {
    return this.connection.listing('GET', '/api/v1/agents', { ...options, query });
  }

  /** Return one agent. */
  read(
    name: string,
    query: {
      /** How far back the figures look. */
      days?: number | null;
    } = {},
    options?: Options,
  ): Promise<schemas.AgentRead> {
    return this.connection.send('GET', path`/api/v1/agents/${name}`, { ...options, query });
  }
}
