/** A server's REST API, typed. `schemas.ts` and `resources/` are written by `python -m scripts.reference`. */

export { Connection, type ConnectionOptions } from './connection.js';
export { apiKey, type Credentials } from './credentials.js';
export { Download } from './download.js';
export { ApiError, Unavailable, type Refusal } from './errors.js';
export { Listing, type Page } from './listing.js';
export { Pilothouse, type PilothouseOptions } from './pilothouse.js';
export type { Fetch, Options, Query, QueryValue, Said } from './request.js';
export * from './resources/index.js';
export type * as schemas from './schemas.js';
export type { StreamEvent } from './sse.js';
