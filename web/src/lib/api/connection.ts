import { Auth, Connection } from '@pilothouse/client';

import { recall, remember } from '../storage';
import { BASE_PATH } from './base';

const LAST_REFRESH = 'refreshed-at';
const CSRF_COOKIE = /^(?:__Host-)?pilothouse_csrf=(.*)$/; // over TLS with the prefix

// Cookies go along by themselves. What fails in passing is asked again by the query client, which shows that it does.
const house = { url: location.origin + BASE_PATH, retries: 0, timeoutMs: 30_000 };

/** The server, for calls whose 401 is an answer and not an expired login session: signing in and out. */
export const outside = new Connection({ ...house, credentials: { headers: csrfHeaders } });

/** The server, as whoever is signed in. A 401 renews the login session once and asks again. */
export const connection = new Connection({
  ...house,
  credentials: { headers: csrfHeaders, renew: refreshSession, ended: announceSignedOut },
});

let refreshing: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

/** Call `listener` whenever the login session turns out to be over. Returns the way to stop. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function announceSignedOut(): void {
  for (const listener of listeners) listener();
}

function csrfHeaders(method: string): Record<string, string> {
  return method === 'GET' ? {} : { 'X-CSRF-Token': csrfToken() };
}

/** The value that unsafe requests must repeat in `X-CSRF-Token`; empty when there is no login session. */
function csrfToken(): string {
  const found = document.cookie.split('; ').map((entry) => CSRF_COOKIE.exec(entry)?.[1]);
  return decodeURIComponent(found.find((value) => value !== undefined) ?? '');
}

/**
 * Renew the login session, once for all requests that failed together.
 *
 * Refresh tokens rotate and a second use of one ends the session, so tabs take turns: whoever comes second sees that
 * another tab has just renewed and does nothing.
 *
 * Args:
 *   failedAt: when the request that was refused began, milliseconds since the epoch.
 *
 * Returns: whether a valid session is there now.
 */
function refreshSession(failedAt: number): Promise<boolean> {
  refreshing ??= takingTurns(() => renewUnlessDone(failedAt)).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function renewUnlessDone(failedAt: number): Promise<boolean> {
  // This cookie lives as long as the refresh token, which the page cannot see: without it there is nothing to renew.
  if (!csrfToken()) return false;
  if (Number(recall(LAST_REFRESH) ?? 0) > failedAt) return true;
  await new Auth(outside).refresh();
  remember(LAST_REFRESH, String(Date.now()));
  return true;
}

async function takingTurns(work: () => Promise<boolean>): Promise<boolean> {
  // Locks exist in secure contexts only; over plain http tabs may collide, and then ask for a new sign-in.
  const locks = (navigator as Partial<Navigator>).locks;
  return locks ? locks.request('pilothouse.refresh', work) : work();
}
