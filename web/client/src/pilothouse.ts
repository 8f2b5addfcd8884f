import { Connection } from './connection.js';
import { apiKey, type Credentials } from './credentials.js';
import type { Said, Usual } from './request.js';
import { Resources } from './resources/index.js';

export interface PilothouseOptions extends Partial<Usual> {
  /** Of the server; `PILOTHOUSE_URL`, else this machine's, when not given. */
  url?: string;
  /** `PILOTHOUSE_API_KEY` when not given. */
  apiKey?: string;
  /** Instead of a key. */
  credentials?: Credentials;
}

/** A Pilothouse server: `new Pilothouse().missions.submit({ objective: '…' })`. */
export class Pilothouse extends Resources {
  /**
   * Name the server and how to be let in.
   *
   * `retries` and `timeoutMs` say how patiently it is asked: twice again, 120 s, when not given.
   */
  constructor({ url, apiKey: key, credentials, ...usual }: PilothouseOptions = {}) {
    super(
      new Connection({
        url: url ?? variable('PILOTHOUSE_URL') ?? 'http://127.0.0.1:8700',
        credentials: credentials ?? apiKey(key ?? variable('PILOTHOUSE_API_KEY')),
        ...usual,
      }),
    );
  }

  /** Ask for something that this client does not know, such as a newer route; returns the answer's `data`. */
  send<Data = unknown>(method: string, path: string, said?: Said): Promise<Data> {
    return this.connection.send(method, path, said);
  }
}

/** A variable of the environment that is not empty; browsers have none. */
function variable(name: string): string | undefined {
  const { process } = globalThis as { process?: { env: Record<string, string | undefined> } };
  const value = process?.env[name];
  return value === '' ? undefined : value;
}
