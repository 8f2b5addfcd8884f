import { recall, remember } from '../storage';
import { apiUrl } from './base';

const LAST_REFRESH = 'refreshed-at';
const CSRF_COOKIE = 'pilothouse_csrf';

let refreshing: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

/** Call `listener` whenever the login session turns out to be over. Returns the way to stop. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tell everybody who asked that the login session is over. */
export function announceSignedOut(): void {
  for (const listener of listeners) listener();
}

/** The value that unsafe requests must repeat in `X-CSRF-Token`; empty when there is no login session. */
export function csrfToken(): string {
  const pair = document.cookie.split('; ').find((entry) => entry.startsWith(`${CSRF_COOKIE}=`));
  return pair ? decodeURIComponent(pair.slice(CSRF_COOKIE.length + 1)) : '';
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
export function refreshSession(failedAt: number): Promise<boolean> {
  refreshing ??= takingTurns(() => renewUnlessDone(failedAt)).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function renewUnlessDone(failedAt: number): Promise<boolean> {
  // This cookie lives as long as the refresh token, which the page cannot see: without it there is nothing to renew.
  if (!csrfToken()) return false;
  if (Number(recall(LAST_REFRESH) ?? 0) > failedAt) return true;
  const response = await fetch(apiUrl('auth/refresh'), {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'X-CSRF-Token': csrfToken(), 'Content-Type': 'application/json' },
    body: '{}',
  });
  if (response.ok) remember(LAST_REFRESH, String(Date.now()));
  return response.ok;
}

async function takingTurns(work: () => Promise<boolean>): Promise<boolean> {
  // Locks exist in secure contexts only; over plain http tabs may collide, and then ask for a new sign-in.
  const locks = (navigator as Partial<Navigator>).locks;
  return locks ? locks.request('pilothouse.refresh', work) : work();
}
