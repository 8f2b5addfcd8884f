import type { Credentials } from './credentials.js';
import { Download } from './download.js';
import { Unavailable } from './errors.js';
import { Listing } from './listing.js';
import { after, apiRequest, growingPause, queryText } from './request.js';
import type { ApiRequest, Query, Said, Usual } from './request.js';
import { answerTo, failureOf, jsonOf, pause } from './sending.js';
import { eventOf, framesIn, type StreamEvent } from './sse.js';

const SILENCE_MS = 40_000; // The server says at least "keep-alive" every 15 s.

export interface ConnectionOptions extends Partial<Usual> {
  /** Where the server is, "https://pilot.example". */
  url: string;
  credentials: Credentials;
}

interface Envelope<Data> {
  data: Data;
  meta: { pagination?: { next_cursor: string | null; total: number | null } | null };
}

/**
 * A server, and how patiently it is asked.
 *
 * What is asked fails with ApiError, the server's refusal in its words, and with Unavailable when nobody answers or
 * what answers is none of ours.
 */
export class Connection {
  private readonly url: string;
  private readonly credentials: Credentials;
  private readonly usual: Usual;

  constructor({ url, credentials, retries = 2, timeoutMs = 120_000, fetch }: ConnectionOptions) {
    this.url = url.replace(/\/+$/, '');
    this.credentials = credentials;
    // Looked up at each call: a page or a test may replace it.
    this.usual = { retries, timeoutMs, fetch: fetch ?? ((address, init) => globalThis.fetch(address, init)) };
  }

  /** Send one request and return the answer's `data`. */
  async send<Data>(method: string, path: string, said?: Said): Promise<Data> {
    return (await this.ask<Data>(method, path, said)).data;
  }

  /** A list that asks when it is walked through. */
  listing<Item>(method: string, path: string, said?: Said): Listing<Item> {
    const { page_size, ...query } = said?.query ?? {};
    const asked = { limit: page_size, ...query };
    return new Listing(async (cursor) => {
      const place = cursor === null ? asked : { ...asked, cursor };
      const { data, meta } = await this.ask<Item[]>(method, path, { ...said, query: place });
      return { items: data, nextCursor: meta.pagination?.next_cursor ?? null, total: meta.pagination?.total ?? null };
    });
  }

  /** Events as they come. A stream that can be read anew goes on where its connection broke. */
  async *events(method: string, path: string, said?: Said): AsyncGenerator<StreamEvent, void, undefined> {
    let request = this.request(method, path, 'text/event-stream', said);
    for (let failures = 0; ; failures += 1) {
      const { body } = await answerTo(request, this.credentials);
      try {
        for await (const frame of framesIn(body, (reading) => heard(reading, request))) {
          request = after(request, frame.id);
          failures = 0;
          yield eventOf(frame);
        }
        return;
      } catch (error) {
        const goesOn = error instanceof Unavailable && method === 'GET' && failures < request.options.retries;
        if (!goesOn) throw error;
      }
      await pause(growingPause(failures), request.options.signal);
    }
  }

  /** A file that is asked for when it is opened. */
  download(method: string, path: string, said?: Said): Download {
    const request = this.request(method, path, '*/*', said);
    return new Download(request.url, () => answerTo(request, this.credentials));
  }

  /** The address of a path, such as "/api/v1/live". */
  address(path: string, query?: Query): string {
    return this.url + path + queryText(query);
  }

  private async ask<Data>(method: string, path: string, said?: Said): Promise<Envelope<Data>> {
    const request = this.request(method, path, 'application/json', said);
    const answer = await answerTo(request, this.credentials);
    return answer.status === 204 ? { data: undefined as Data, meta: {} } : jsonOf(answer, request);
  }

  private request(method: string, path: string, accept: string, said?: Said): ApiRequest {
    return apiRequest(method, this.url + path, accept, { ...this.usual, ...said });
  }
}

/** What is read of a stream in time; silence is a broken connection that nobody noticed. */
function heard<Piece>(reading: Promise<Piece>, request: ApiRequest): Promise<Piece> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Unavailable()), SILENCE_MS);
    reading
      .then(resolve, (error: unknown) => reject(failureOf(error, request) as Error))
      .finally(() => clearTimeout(timer));
  });
}
