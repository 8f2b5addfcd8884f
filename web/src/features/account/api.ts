import { queryOptions } from '@tanstack/react-query';

import { request } from '@/lib/api/client';
import type { Schema } from '@/lib/api/schemas';
import type { ApiKey, CreatedApiKey, Me } from '@/lib/api/types';
import { makePasskey } from '@/lib/passkeys';

export { meQuery } from '@/lib/api/me';

export type AppSetUp = Schema<'AppSetUp'>;
export type LoginSession = Schema<'LoginSessionRead'>;
export type Passkey = Schema<'PasskeyRead'>;
export type SecondFactor = Schema<'SecondFactorRead'>;
export type Topic = Schema<'TopicRead'>;

/** Null where the user has some already. */
export type RecoveryCodes = Schema<'RecoveryCodes'>['recovery_codes'];

/** Nothing for somebody without a password, who signed in just now instead. */
export type Password = string | undefined;

/** Change what one is called, or the time zone. */
export function updateMe(body: { name?: string; time_zone?: string | null }): Promise<Me> {
  return request('auth/me', { method: 'PATCH', body });
}

/** Choose another password; other login sessions end. */
export function changePassword(body: { current_password: string; password: string }): Promise<unknown> {
  return request('auth/password', { method: 'POST', body });
}

/** Ask for a letter to another address, which takes the present one's place when its link is opened. */
export function changeEmail(body: { email: string; password: string }): Promise<{ message: string }> {
  return request('auth/email', { method: 'POST', body });
}

/** Ask for a letter that confirms the present address. */
export function sendVerification(): Promise<{ message: string }> {
  return request('auth/email/verification', { method: 'POST', body: {} });
}

/** Which second factors the user has. */
export const secondFactorQuery = queryOptions({
  queryKey: ['second-factor'],
  queryFn: ({ signal }) => request<SecondFactor>('auth/second-factor', { signal }),
});

/** Begin an authenticator app. */
export function setUpApp(password: Password): Promise<AppSetUp> {
  return request('auth/second-factor/app', { method: 'POST', body: { password } });
}

/** Add it, with the first code that it shows. */
export async function confirmApp(code: string): Promise<RecoveryCodes> {
  const path = 'auth/second-factor/app/confirm';
  return (await request<Schema<'RecoveryCodes'>>(path, { method: 'POST', body: { code } })).recovery_codes;
}

/** Remove the authenticator app. */
export function removeApp(password: Password): Promise<unknown> {
  return request('auth/second-factor/app/remove', { method: 'POST', body: { password } });
}

/** Replace the recovery codes. */
export async function renewRecoveryCodes(password: Password): Promise<RecoveryCodes> {
  const path = 'auth/second-factor/recovery-codes';
  return (await request<Schema<'RecoveryCodes'>>(path, { method: 'POST', body: { password } })).recovery_codes;
}

/** The user's passkeys. */
export const passkeysQuery = queryOptions({
  queryKey: ['passkeys'],
  queryFn: ({ signal }) => request<Passkey[]>('auth/passkeys', { signal }),
});

/** Let a device make a passkey and add it. */
export async function addPasskey({ name, password }: { name: string; password: Password }): Promise<RecoveryCodes> {
  const { options } = await request<Schema<'PasskeyOptions'>>('auth/passkeys/options', {
    method: 'POST',
    body: { password },
  });
  const body = { name, credential: await makePasskey(options) };
  return (await request<Schema<'PasskeyCreated'>>('auth/passkeys', { method: 'POST', body })).recovery_codes;
}

/** Give a passkey another name. */
export function renamePasskey({ id, name }: { id: string; name: string }): Promise<Passkey> {
  return request(`auth/passkeys/${id}`, { method: 'PATCH', body: { name } });
}

/** Remove a passkey. */
export function removePasskey({ id, password }: { id: string; password: Password }): Promise<unknown> {
  return request(`auth/passkeys/${id}/remove`, { method: 'POST', body: { password } });
}

/** Where the user is signed in. */
export const loginSessionsQuery = queryOptions({
  queryKey: ['login-sessions'],
  queryFn: ({ signal }) => request<LoginSession[]>('auth/sessions', { signal }),
});

/** End one login session. */
export function endLoginSession(id: string): Promise<unknown> {
  return request(`auth/sessions/${id}`, { method: 'DELETE' });
}

/** Sign out everywhere, here too. */
export function endLoginSessions(): Promise<unknown> {
  return request('auth/sessions', { method: 'DELETE' });
}

/** The API keys in force of whoever is signed in. */
export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => request<ApiKey[]>('auth/api-keys', { signal }),
  select: (keys) =>
    keys.filter((key) => !key.revoked_at && !(key.expires_at && Date.parse(key.expires_at) < Date.now())),
});

export interface ApiKeyCreate {
  name: string;
  expires_at?: string;
  /** Every permission of its owner when absent. */
  scopes?: string[];
}

/** Make an API key; the key itself is in this answer and never again. */
export function createApiKey(body: ApiKeyCreate): Promise<CreatedApiKey> {
  return request('auth/api-keys', { method: 'POST', body });
}

/** Replace an API key; the old one goes on for a time, so that what uses it can change over. */
export function rotateApiKey({ id, overlap_s }: { id: string; overlap_s: number }): Promise<CreatedApiKey> {
  return request(`auth/api-keys/${id}/rotate`, { method: 'POST', body: { overlap_s } });
}

/** Revoke an API key at once. */
export function revokeApiKey(id: string): Promise<unknown> {
  return request(`auth/api-keys/${id}`, { method: 'DELETE' });
}

/** What the user may hear of by mail, and does. */
export const preferencesQuery = queryOptions({
  queryKey: ['notification-preferences'],
  queryFn: async ({ signal }) => {
    const [topics, preferences] = await Promise.all([
      request<Topic[]>('notifications/topics', { signal }),
      request<Schema<'PreferenceRead'>[]>('notifications/preferences', { signal }),
    ]);
    const wanted = new Set(preferences.filter(({ channels }) => channels.length > 0).map(({ topic }) => topic));
    return topics.map((topic) => ({ ...topic, isWanted: wanted.has(topic.name) }));
  },
});

/** Hear of a topic by mail, or no longer. */
export function setPreference({ topic, isWanted }: { topic: string; isWanted: boolean }): Promise<unknown> {
  return request(`notifications/preferences/${topic}`, {
    method: 'PUT',
    body: { channels: isWanted ? ['email'] : [] },
  });
}
