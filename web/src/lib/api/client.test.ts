import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { request, requestPage } from './client';
import { ApiError, fieldError } from './errors';
import { onSignedOut } from './session';

const server = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();

function answer(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}

const ok = (data: unknown, meta = {}) => answer(200, { success: true, data, meta: { request_id: 'r1', ...meta } });
const refused = (status: number, details: unknown = {}) =>
  answer(status, { success: false, error: { code: 'no', message: 'No.', details }, meta: { request_id: 'r2' } });

beforeEach(() => {
  server.mockReset();
  vi.stubGlobal('fetch', server);
  document.cookie = 'pilothouse_csrf=token-1';
});

afterEach(() => {
  document.cookie = 'pilothouse_csrf=; max-age=0';
});

describe('request', () => {
  it('returns the data of the envelope', async () => {
    server.mockResolvedValueOnce(ok({ id: 7 }));
    expect(await request('missions/7', { query: { q: 'a b', none: null } })).toEqual({ id: 7 });
    expect(server.mock.calls[0]?.[0]).toMatch(/\/api\/v1\/missions\/7\?q=a\+b$/);
  });

  it('repeats the token of the cookie when it changes something, and only then', async () => {
    server.mockImplementation(() => Promise.resolve(ok(null)));
    await request('missions', { method: 'POST', body: {} });
    await request('missions');
    const sent = server.mock.calls.map(([, init]) => (init.headers as Record<string, string>)['X-CSRF-Token']);
    expect(sent).toEqual(['token-1', undefined]);
  });

  it('says what the server refused, with the request id', async () => {
    server.mockResolvedValueOnce(refused(409));
    const error = await request('missions').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 409, code: 'no', message: 'No.', requestId: 'r2' });
  });

  it('says when a request that came too soon may come again', async () => {
    const soon = refused(429);
    soon.headers.set('Retry-After', '7');
    server.mockResolvedValueOnce(soon);
    const error = await request('missions').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 429, retryAfterS: 7 });
  });

  it('survives an answer that is not JSON', async () => {
    server.mockResolvedValueOnce(new Response('<html>bad gateway</html>', { status: 502 }));
    await expect(request('missions')).rejects.toMatchObject({ status: 502, code: 'http_502' });
  });

  it('says that nobody answered', async () => {
    server.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await expect(request('missions')).rejects.toMatchObject({ status: 0, code: 'unreachable' });
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
    expect(await Promise.all([request('a'), request('b'), request('c')])).toEqual(['yes', 'yes', 'yes']);
    expect(server.mock.calls.filter(([url]) => url.endsWith('/auth/refresh'))).toHaveLength(1);
  });

  it('that cannot be renewed is announced and the refusal passed on', async () => {
    const left = vi.fn();
    const stop = onSignedOut(left);
    server.mockImplementation(() => Promise.resolve(refused(401)));
    await expect(request('a')).rejects.toMatchObject({ status: 401 });
    expect(left).toHaveBeenCalledOnce();
    stop();
  });

  it('is not guessed at when signing in is what was refused', async () => {
    server.mockImplementation(() => Promise.resolve(refused(401)));
    await expect(request('auth/login', { method: 'POST', body: {}, renew: false })).rejects.toMatchObject({
      status: 401,
    });
    expect(server).toHaveBeenCalledOnce();
  });
});

describe('requestPage', () => {
  it('keeps the cursor of the next page', async () => {
    server.mockResolvedValueOnce(ok([1, 2], { pagination: { next_cursor: 'c2', total: 5 } }));
    expect(await requestPage('missions')).toEqual({ items: [1, 2], pagination: { next_cursor: 'c2', total: 5 } });
  });
});

describe('fieldError', () => {
  it('finds the words for a field, without the jargon of the validator', async () => {
    const fields = [{ field: 'budget_usd', problem: 'Value error, An amount lies above 0.' }];
    server.mockResolvedValueOnce(refused(422, { fields }));
    const error = await request('missions').catch((reason: unknown) => reason);
    expect(fieldError(error, 'budget_usd')).toBe('An amount lies above 0.');
    expect(fieldError(error, 'objective')).toBeNull();
  });
});
