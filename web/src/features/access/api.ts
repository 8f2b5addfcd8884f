import { queryOptions } from '@tanstack/react-query';

import { request } from '@/lib/api/client';
import type { components } from '@/lib/api/schema.gen';
import type { ApiKey, CreatedApiKey, Me } from '@/lib/api/types';

export { meQuery } from '@/lib/api/me';

/** The API keys in force of whoever is signed in. */
export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => request<ApiKey[]>('auth/api-keys', { signal }),
  select: (keys) => keys.filter((key) => !key.revoked_at),
});

export interface Credentials {
  email: string;
  password: string;
}

/** Begin a login session; its tokens come as cookies the page cannot read. */
export async function signIn(credentials: Credentials): Promise<Me> {
  const { user } = await request<{ user: Me }>('auth/login', { method: 'POST', body: credentials, renew: false });
  return user;
}

/** Ask for a letter with a link to choose a new password. The answer is the same whoever has the address. */
export function askForPasswordLink(email: string): Promise<{ message: string }> {
  return request('auth/password/forgot', { method: 'POST', body: { email }, renew: false });
}

/** Choose a new password with a link's token; every login session ends. */
export function resetPassword(body: { token: string; password: string }): Promise<unknown> {
  return request('auth/password/reset', { method: 'POST', body, renew: false });
}

/** Confirm an address with a link's token. */
export function verifyEmail(token: string): Promise<{ email: string }> {
  return request('auth/email/verify', { method: 'POST', body: { token }, renew: false });
}

/** What a link invites to. */
export type Joining = components['schemas']['InvitationShown'];

/** Look at an invitation or sign-up. Read once: what it is to does not change while somebody types. */
export const joiningQuery = (token: string) =>
  queryOptions({
    queryKey: ['joining', token],
    queryFn: ({ signal }) =>
      request<Joining>('auth/invitations/look', { method: 'POST', body: { token }, renew: false, signal }),
    staleTime: Infinity,
    gcTime: 0,
  });

/** Make the account that a link is for, and sign in. */
export async function join(body: { token: string; name: string; password: string }): Promise<Me> {
  const { user } = await request<{ user: Me }>('auth/invitations/accept', { method: 'POST', body, renew: false });
  return user;
}

/** End the login session. */
export function signOut(): Promise<unknown> {
  return request('auth/logout', { method: 'POST', body: {}, renew: false });
}

export interface ApiKeyCreate {
  name: string;
  expires_at?: string;
}

/** Make an API key; the key itself is in this answer and never again. */
export function createApiKey(body: ApiKeyCreate): Promise<CreatedApiKey> {
  return request('auth/api-keys', { method: 'POST', body });
}

/** Revoke an API key at once. */
export function revokeApiKey(id: string): Promise<unknown> {
  return request(`auth/api-keys/${id}`, { method: 'DELETE' });
}
