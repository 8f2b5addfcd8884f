import { Auth, Notifications, type schemas } from '@pilothouse/client';
import { queryOptions } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';
import type { Me } from '@/lib/api/me';
import { makePasskey } from '@/lib/passkeys';
import { isInForce } from '@/ui/apiKey/inForce';
import type { ApiKeyCreate } from '@/ui/apiKey/NewKeyDialog';
import type { KeyRotation } from '@/ui/apiKey/ReplaceKeyDialog';

export { meQuery } from '@/lib/api/me';

const auth = new Auth(connection);
const notifications = new Notifications(connection);

export type AppSetUp = schemas.AppSetUp;
export type LoginSession = schemas.LoginSessionRead;
export type Passkey = schemas.PasskeyRead;
export type SecondFactor = schemas.SecondFactorRead;
export type Topic = schemas.TopicRead;

/** Null where the user has some already. */
export type RecoveryCodes = schemas.RecoveryCodes['recovery_codes'];

/** Nothing for somebody without a password, who signed in just now instead. */
export type Password = string | undefined;

/** Change what one is called, or the time zone. */
export function updateMe(body: { name?: string; time_zone?: string | null }): Promise<Me> {
  return auth.updateMe(body);
}

/** Choose another password; other login sessions end. */
export function changePassword(body: { current_password: string; password: string }): Promise<unknown> {
  return auth.changePassword(body);
}

/** Ask for a letter to another address, which takes the present one's place when its link is opened. */
export function changeEmail(body: { email: string; password: string }): Promise<{ message: string }> {
  return auth.changeEmail(body);
}

/** Ask for a letter that confirms the present address. */
export function sendVerification(): Promise<{ message: string }> {
  return auth.sendVerification();
}

/** Which second factors the user has. */
export const secondFactorQuery = queryOptions({
  queryKey: ['second-factor'],
  queryFn: ({ signal }) => auth.readSecondFactor({ signal }),
});

/** Begin an authenticator app. */
export function setUpApp(password: Password): Promise<AppSetUp> {
  return auth.setUpApp({ password });
}

/** Add it, with the first code that it shows. */
export async function confirmApp(code: string): Promise<RecoveryCodes> {
  return (await auth.confirmApp({ code })).recovery_codes;
}

/** Remove the authenticator app. */
export function removeApp(password: Password): Promise<unknown> {
  return auth.removeApp({ password });
}

/** Replace the recovery codes. */
export async function renewRecoveryCodes(password: Password): Promise<RecoveryCodes> {
  return (await auth.renewRecoveryCodes({ password })).recovery_codes;
}

/** The user's passkeys. */
export const passkeysQuery = queryOptions({
  queryKey: ['passkeys'],
  queryFn: ({ signal }) => auth.listPasskeys({ signal }).all(),
});

/** Let a device make a passkey and add it. */
export async function addPasskey({ name, password }: { name: string; password: Password }): Promise<RecoveryCodes> {
  const { options } = await auth.askForNewPasskey({ password });
  return (await auth.addPasskey({ name, credential: await makePasskey(options) })).recovery_codes;
}

/** Give a passkey another name. */
export function renamePasskey({ id, name }: { id: string; name: string }): Promise<Passkey> {
  return auth.renamePasskey(id, { name });
}

/** Remove a passkey. */
export function removePasskey({ id, password }: { id: string; password: Password }): Promise<unknown> {
  return auth.removePasskey(id, { password });
}

/** Where the user is signed in. */
export const loginSessionsQuery = queryOptions({
  queryKey: ['login-sessions'],
  queryFn: ({ signal }) => auth.listLoginSessions({}, { signal }).all(),
});

/** End one login session. */
export function endLoginSession(id: string): Promise<unknown> {
  return auth.endLoginSession(id);
}

/** Sign out everywhere, here too. */
export function endLoginSessions(): Promise<unknown> {
  return auth.endLoginSessions();
}

/** The API keys in force of whoever is signed in. */
export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => auth.listApiKeys({}, { signal }).all(),
  select: (keys) => keys.filter(isInForce),
});

/** Make an API key; the key itself is in this answer and never again. */
export function createApiKey(body: ApiKeyCreate): Promise<schemas.ApiKeyCreated> {
  return auth.createApiKey(body);
}

/** Replace an API key; the old one goes on for a time, so that what uses it can change over. */
export function rotateApiKey({ id, overlap_s }: KeyRotation): Promise<schemas.ApiKeyCreated> {
  return auth.rotateApiKey(id, { overlap_s });
}

/** Revoke an API key at once. */
export function revokeApiKey(id: string): Promise<unknown> {
  return auth.revokeApiKey(id);
}

/** What the user may hear of by mail, and does. */
export const preferencesQuery = queryOptions({
  queryKey: ['notification-preferences'],
  queryFn: async ({ signal }) => {
    const [topics, preferences] = await Promise.all([
      notifications.listTopics({ signal }).all(),
      notifications.listPreferences({ signal }).all(),
    ]);
    const wanted = new Set(preferences.filter(({ channels }) => channels.length > 0).map(({ topic }) => topic));
    return topics.map((topic) => ({ ...topic, isWanted: wanted.has(topic.name) }));
  },
});

/** Hear of a topic by mail, or no longer. */
export function setPreference({ topic, isWanted }: { topic: string; isWanted: boolean }): Promise<unknown> {
  return notifications.setPreference(topic, { channels: isWanted ? ['email'] : [] });
}
