import { queryOptions } from '@tanstack/react-query';

import { request } from '@/lib/api/client';
import type { Schema } from '@/lib/api/schemas';
import type { Me } from '@/lib/api/types';
import { signWithPasskey } from '@/lib/passkeys';

export { meQuery } from '@/lib/api/me';

export interface Credentials {
  email: string;
  password: string;
}

/** Begin a login session; its tokens come as cookies the page cannot read. */
export async function signIn(credentials: Credentials): Promise<Me> {
  const { user } = await request<{ user: Me }>('auth/login', { method: 'POST', body: credentials, renew: false });
  return user;
}

/** Sign in by a passkey: alone, or with the token of a first step as the second one. */
export async function signInByPasskey(token?: string): Promise<Me> {
  const { options } = await request<Schema<'PasskeyOptions'>>('auth/login/passkey/options', {
    method: 'POST',
    body: { token },
    renew: false,
  });
  const body = { token, credential: await signWithPasskey(options) };
  const { user } = await request<{ user: Me }>('auth/login/passkey', { method: 'POST', body, renew: false });
  return user;
}

/** How one can sign in here besides the password. */
export const waysInQuery = queryOptions({
  queryKey: ['ways-in'],
  queryFn: ({ signal }) => request<Schema<'WaysIn'>>('auth/ways', { signal, renew: false }),
  staleTime: Infinity,
});

export interface Elsewhere {
  /** Name of the issuer. */
  name: string;
  /** Path to return to. */
  next: string;
  /** Token of an invitation to accept on the way. */
  invitation?: string;
}

/** Leave for an issuer; the browser comes back signed in, or with what went wrong in the address. */
export async function leaveFor({ name, ...body }: Elsewhere): Promise<void> {
  const path = `auth/oidc/${name}/start`;
  const { url } = await request<Schema<'OidcStarted'>>(path, { method: 'POST', body, renew: false });
  location.assign(url);
}

/** What a sign-in waits for whose first step was done elsewhere. */
export const loginStepQuery = (token: string) =>
  queryOptions({
    queryKey: ['login-step', token],
    queryFn: async () => {
      const path = 'auth/login/step';
      const step = await request<Schema<'LoginStepRead'>>(path, { method: 'POST', body: { token }, renew: false });
      return { ...step, token };
    },
    staleTime: Infinity,
    gcTime: 0,
  });

export interface StepCode {
  token: string;
  code: string;
}

/** Go on signing in with a code of the app, or a recovery code. */
export async function signInByCode(body: StepCode): Promise<Me> {
  const { user } = await request<{ user: Me }>('auth/login/code', { method: 'POST', body, renew: false });
  return user;
}

/** Begin an authenticator app on the way in, where the organization requires a second factor. */
export function setUpAppToSignIn(token: string): Promise<Schema<'AppSetUp'>> {
  return request('auth/login/app', { method: 'POST', body: { token }, renew: false });
}

/** Add it with its first code, and sign in. */
export function confirmAppToSignIn(body: StepCode): Promise<{ user: Me; recovery_codes: string[] | null }> {
  return request('auth/login/app/confirm', { method: 'POST', body, renew: false });
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
export type Joining = Schema<'InvitationShown'>;

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
