import { Missions } from '@pilothouse/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { connection, onSignedOut, outside } from './connection';

const server = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();
const missions = new Missions(connection);

const ok = (data: unknown) => Response.json({ success: true, data, meta: { request_id: 'r1' } });
const refused = (status: number) =>
  Response.json(
    { success: false, error: { code: 'no', message: 'No.', details: {} }, meta: { request_id: 'r2' } },
    { status },
  );

beforeEach(() => {
  server.mockReset();
  vi.stubGlobal('fetch', server);
  document.cookie = 'pilothouse_csrf=token-1';
});

afterEach(() => {
  document.cookie = 'pilothouse_csrf=; max-age=0';
});

describe('a request', () => {
  it('repeats the token of the cookie when it changes something, and only then', async () => {
    server.mockImplementation(() => Promise.resolve(ok(null)));
    await missions.submit({ objective: 'Count' });
    await missions.read('m-1');
    const sent = server.mock.calls.map(([, init]) => new Headers(init.headers).get('X-CSRF-Token'));
    expect(sent).toEqual(['token-1', null]);
  });

  it('is asked once: the query client asks again, where the reader sees it', async () => {
    server.mockRejectedValue(new TypeError('Failed to fetch'));
    await expect(missions.read('m-1')).rejects.toThrow('The server did not answer.');
    expect(server).toHaveBeenCalledOnce();
  });
});

describe('an expired session', () => {
  it('is renewed once for all requests that met it, which are then asked again', async () => {
    let renewed = false;
    server.mockImplementation((url) => {
      if (!url.endsWith('/auth/refresh')) return Promise.resolve(renewed ? ok('yes') : refused(401));
      renewed = true;
      return Promise.resolve(ok({}));
    });
    const asked = ['a', 'b', 'c'].map((id) => missions.read(id));
    expect(await Promise.all(asked)).toEqual(['yes', 'yes', 'yes']);
    expect(server.mock.calls.filter(([url]) => url.endsWith('/auth/refresh'))).toHaveLength(1);
  });

  it('that cannot be renewed is announced and the refusal passed on', async () => {
    const left = vi.fn();
    const stop = onSignedOut(left);
    server.mockImplementation(() => Promise.resolve(refused(401)));
    await expect(missions.read('a')).rejects.toMatchObject({ status: 401 });
    expect(left).toHaveBeenCalledOnce();
    stop();
  });

  it('is not guessed at when signing in is what was refused', async () => {
    server.mockImplementation(() => Promise.resolve(refused(401)));
    await expect(outside.send('POST', '/api/v1/auth/login', { body: {} })).rejects.toMatchObject({ status: 401 });
    expect(server).toHaveBeenCalledOnce();
  });
});
