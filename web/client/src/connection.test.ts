import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Pilothouse } from './pilothouse.js';
import { ApiError, Unavailable } from './errors.js';

const server = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();
const lost = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });

const api = (retries = 2) =>
  new Pilothouse({ url: 'http://pilothouse.test/', apiKey: 'key-1', retries, fetch: server });

const good = (data: unknown, pagination: object | null = null) =>
  Response.json({ success: true, data, meta: { request_id: 'r1', pagination } });

function bad(status: number, code = 'broken', headers: Record<string, string> = {}): Response {
  const error = { code, message: 'It is broken.', details: { part: 'left' } };
  return Response.json({ success: false, error, meta: { request_id: 'r1' } }, { status, headers });
}

/** A stream of frames; it breaks when `error` is given. */
function stream(frames: string[], error?: Error): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const frame of frames) controller.enqueue(new TextEncoder().encode(frame));
      if (!error) controller.close();
    },
    pull(controller) {
      controller.error(error);
    },
  });
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
}

const frame = (seq: number) => `id: t1:${seq}\nevent: text\ndata: {"text":"w${seq}"}\n\n`;

function asked(call = 0) {
  const [url, init] = server.mock.calls[call] ?? [];
  return { url: new URL(url ?? ''), method: init?.method, headers: new Headers(init?.headers), body: init?.body };
}

/** Answer one after the other; whoever waits in between does not wait, and its pauses are returned, in ms. */
function answering(...answers: (Response | Error)[]): number[] {
  for (const answer of answers) {
    if (answer instanceof Error) server.mockRejectedValueOnce(answer);
    else server.mockResolvedValueOnce(answer);
  }
  const pauses: number[] = [];
  vi.stubGlobal('setTimeout', (then: () => void, ms: number) => {
    if (ms >= 40_000) return 0; // what watches for silence
    pauses.push(ms);
    queueMicrotask(then);
    return 0;
  });
  return pauses;
}

beforeEach(() => {
  vi.unstubAllGlobals();
  server.mockReset();
});

describe('a request', () => {
  it('returns the data, asked for with the key', async () => {
    answering(good({ id: 'm 1' }));
    expect(await api().missions.read('m 1')).toEqual({ id: 'm 1' });
    expect(asked().url.href).toBe('http://pilothouse.test/api/v1/missions/m%201');
    expect(asked().headers.get('Authorization')).toBe('Bearer key-1');
  });

  it('leaves out what is empty and repeats what is a list', async () => {
    answering(good([]));
    await api()
      .requests.list({ model: ['a', 'b'], agent: [], user_id: null, tag: '', page_size: 5 })
      .page();
    expect(asked().url.search).toBe('?limit=5&model=a&model=b');
  });

  it('tells what the server refused', async () => {
    answering(bad(404, 'not_found', { 'Retry-After': '7' }));
    const error: unknown = await api()
      .missions.read('m1')
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    const facts = { status: 404, code: 'not_found', message: 'It is broken.', details: { part: 'left' } };
    expect(error).toMatchObject({ ...facts, requestId: 'r1', retryAfterS: 7 });
  });

  it('takes a page of something else for nobody', async () => {
    answering(new Response('<html>It works</html>'), new Response('<html>bad gateway</html>', { status: 404 }));
    await expect(api().missions.read('m1')).rejects.toBeInstanceOf(Unavailable);
    await expect(api().missions.read('m1')).rejects.toBeInstanceOf(Unavailable);
  });

  it('waits as the server says and asks again', async () => {
    const pauses = answering(bad(429, 'rate_limited', { 'Retry-After': '3' }), lost, good({ id: 'm1' }));
    expect(await api().missions.read('m1')).toEqual({ id: 'm1' });
    expect(pauses[0]).toBe(3000);
  });

  it('gives up after as many tries as it was told', async () => {
    answering(lost, lost, lost);
    const error: unknown = await api(1)
      .missions.read('m1')
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Unavailable);
    expect((error as Unavailable).cause).toBe(lost);
    expect(server).toHaveBeenCalledTimes(2);
  });

  it('is not sent again when it may have been received', async () => {
    answering(lost, bad(503));
    await expect(api().missions.pause('m1')).rejects.toBeInstanceOf(Unavailable);
    await expect(api().missions.pause('m1')).rejects.toMatchObject({ status: 503 });
    expect(server).toHaveBeenCalledTimes(2);
  });

  it('is sent again when it cannot have been', async () => {
    answering(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }), good({ id: 'm1' }));
    expect(await api().missions.pause('m1')).toEqual({ id: 'm1' });
  });

  it('submits once however often it is sent', async () => {
    answering(lost, bad(503), good({ id: 'm1' }));
    await api().missions.submit({ objective: 'Say hello' });
    const keys = [0, 1, 2].map((call) => asked(call).headers.get('Idempotency-Key'));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(keys).size).toBe(1);
    expect(asked().body).toBe('{"objective":"Say hello"}');
  });

  it('takes an idempotency key of yours', async () => {
    answering(good({ id: 'm1' }));
    await api().missions.submit({ objective: 'Say hello' }, { idempotencyKey: 'mine' });
    expect(asked().headers.get('Idempotency-Key')).toBe('mine');
  });

  it('ends with its signal, also while it waits', async () => {
    const leaving = new AbortController();
    server.mockResolvedValueOnce(bad(429, 'rate_limited', { 'Retry-After': '30' }));
    const reading = api().missions.read('m1', { signal: leaving.signal, onAnswer: () => undefined });
    await vi.waitFor(() => expect(server).toHaveBeenCalled());
    leaving.abort(new Error('left'));
    await expect(reading).rejects.toThrow('left');
  });
});

describe('a list', () => {
  it('is walked page by page', async () => {
    answering(good([1, 2], { next_cursor: 'c2', total: 3 }), good([3], { next_cursor: null, total: 3 }));
    expect(await api().missions.list({ state: 'running', page_size: 2 }).all()).toEqual([1, 2, 3]);
    expect(asked(0).url.search).toBe('?limit=2&state=running');
    expect(asked(1).url.search).toBe('?limit=2&state=running&cursor=c2');
  });

  it('asks only for what is read', async () => {
    answering(good([1, 2], { next_cursor: 'c2', total: 3 }));
    expect(await api().missions.list().page()).toEqual({ items: [1, 2], nextCursor: 'c2', total: 3 });
    expect(server).toHaveBeenCalledOnce();
  });
});

describe('events', () => {
  async function seqs(events: AsyncIterable<{ seq: number }>): Promise<number[]> {
    const found: number[] = [];
    for await (const { seq } of events) found.push(seq);
    return found;
  }

  it('go on where the connection broke', async () => {
    answering(stream([frame(1), 'id: t1:2\nevent: te'], lost), stream([frame(2)]));
    expect(await seqs(api().runs.stream('t1'))).toEqual([1, 2]);
    expect([asked(0), asked(1)].map(({ headers }) => headers.get('Last-Event-ID'))).toEqual([null, 't1:1']);
  });

  it('of what must not be done twice break off', async () => {
    answering(stream([frame(1)], lost));
    await expect(seqs(api().chat.startTurn({ message: 'Hello' }))).rejects.toBeInstanceOf(Unavailable);
    expect(server).toHaveBeenCalledOnce();
  });

  it('are none when nothing is left', async () => {
    const statuses: number[] = [];
    answering(new Response(null, { status: 204 }));
    const onAnswer = ({ status }: Response) => statuses.push(status);
    expect(await seqs(api().runs.stream('t1', {}, { onAnswer }))).toEqual([]);
    expect(statuses).toEqual([204]);
  });

  it('are refused in words', async () => {
    answering(bad(404, 'not_found'));
    await expect(seqs(api().runs.stream('t1'))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('give the connection back when nobody reads on', async () => {
    let isLeft = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(frame(1))),
      cancel: () => {
        isLeft = true;
      },
    });
    answering(new Response(body));
    for await (const event of api().runs.stream('t1')) {
      expect(event.seq).toBe(1);
      break;
    }
    expect(isLeft).toBe(true);
  });
});

describe('files', () => {
  it('are sent as a form', async () => {
    answering(good({ id: 'f1' }));
    await api().files.upload(new File(['name\n'], 'cars.csv'));
    const sent = (asked().body as FormData).get('file') as File;
    expect([sent.name, await sent.text()]).toEqual(['cars.csv', 'name\n']);
    expect(asked().headers.has('Content-Type')).toBe(false);
  });

  it('are fetched when they are read, and have an address for links', async () => {
    const file = api().artifacts.download('a1', { format: 'csv' });
    expect(file.url).toBe('http://pilothouse.test/api/v1/artifacts/a1/content?format=csv');
    expect(server).not.toHaveBeenCalled();
    answering(new Response('origin,count\n'));
    expect(new TextDecoder().decode(await file.read())).toBe('origin,count\n');
  });
});

describe('credentials', () => {
  const credentials = { headers: () => ({}), renew: vi.fn(() => Promise.resolve(true)), ended: vi.fn() };
  const asUser = () => new Pilothouse({ url: 'http://pilothouse.test', credentials, retries: 0, fetch: server });

  it('are renewed once when they ran out', async () => {
    answering(bad(401), good({ id: 'm1' }));
    expect(await asUser().missions.read('m1')).toEqual({ id: 'm1' });
    expect(credentials.renew).toHaveBeenCalledOnce();
    expect(credentials.ended).not.toHaveBeenCalled();
  });

  it('hear of a refusal that stays', async () => {
    answering(bad(401), bad(401));
    await expect(asUser().missions.read('m1')).rejects.toMatchObject({ status: 401 });
    expect(credentials.ended).toHaveBeenCalledOnce();
  });
});
