import { queryOptions } from '@tanstack/react-query';

import { request } from '@/lib/api/client';
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
