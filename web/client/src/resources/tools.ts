// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Tools. */
export class Tools extends Resource {
  /** Return every tool by name, or those nearest in meaning to `q`, with how they have done. */
  list(
    query: {
      /** What it should do; the nearest come first. */
      q?: string | null;
      category?: string | null;
      /** How far back the figures look. */
      days?: number | null;
    } = {},
    options?: Options,
  ): Listing<schemas.ToolRead> {
    return this.connection.listing('GET', '/api/v1/tools', { ...options, query });
  }

  /** Return one tool. */
  read(
    name: string,
    query: {
      /** How far back the figures look. */
      days?: number | null;
    } = {},
    options?: Options,
  ): Promise<schemas.ToolRead> {
    return this.connection.send('GET', path`/api/v1/tools/${name}`, { ...options, query });
  }

  /** Run one call of a tool, without an agent. That the tool fails is an answer too. */
  run(name: string, body: schemas.ToolTry = {}, options?: Options): Promise<schemas.TriedRead> {
    return this.connection.send('POST', path`/api/v1/tools/${name}/run`, { ...options, body });
  }
}
