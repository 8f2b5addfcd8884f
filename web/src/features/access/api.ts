import { Auth, type schemas } from '@pilothouse/client';
import { queryOptions } from '@tanstack/react-query';

import { outside } from '@/lib/api/connection';
import type { Me } from '@/lib/api/me';
import { signWithPasskey } from '@/lib/passkeys';
import { forgetAll } from '@/lib/storage';

export { meQuery } from '@/lib/api/me';

const auth = new Auth(outside);

export interface Credentials {
  email: string;
  password: string;
}

/** Begin a login session; its tokens come as cookies the page cannot read. */
export async function signIn(credentials: Credentials): Promise<Me> {
  return (await auth.login(credentials)).user;
}

/** Sign in by a passkey: alone, or with the token of a first step as the second one. */
export async function signInByPasskey(token?: string): Promise<Me> {
  const { options } = await auth.askForPasskey({ token });
  return (await auth.loginByPasskey({ token, credential: await signWithPasskey(options) })).user;
}

/** How one can sign in here besides the password. */
export const waysInQuery = queryOptions({
  queryKey: ['ways-in'],
  queryFn: ({ signal }) => auth.listWaysIn({ signal }),
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
  location.assign((await auth.startOidc(name, body)).url);
}

/** What a sign-in waits for whose first step was done elsewhere. */
export const loginStepQuery = (token: string) =>
  queryOptions({
    queryKey: ['login-step', token],
    queryFn: async () => ({ ...(await auth.lookAtLoginStep({ token })), token }),
    staleTime: Infinity,
    gcTime: 0,
  });

export interface StepCode {
  token: string;
  code: string;
}

/** Go on signing in with a code of the app, or a recovery code. */
export async function signInByCode(body: StepCode): Promise<Me> {
  return (await auth.loginByCode(body)).user;
}

/** Begin an authenticator app on the way in, where the organization requires a second factor. */
export function setUpAppToSignIn(token: string): Promise<schemas.AppSetUp> {
  return auth.setUpAppToLogin({ token });
}

/** Add it with its first code, and sign in. */
export function confirmAppToSignIn(body: StepCode): Promise<schemas.SetUpResult> {
  return auth.confirmAppToLogin(body);
}

/** Ask for a letter with a link to choose a new password. The answer is the same whoever has the address. */
export function askForPasswordLink(email: string): Promise<{ message: string }> {
  return auth.forgotPassword({ email });
}

/** Choose a new password with a link's token; every login session ends. */
export function resetPassword(body: { token: string; password: string }): Promise<unknown> {
  return auth.resetPassword(body);
}

/** Confirm an address with a link's token. */
export function verifyEmail(token: string): Promise<{ email: string }> {
  return auth.verifyEmail({ token });
}

/** What a link invites to. */
export type Joining = schemas.InvitationShown;

/** Look at an invitation or sign-up. Read once: what it is to does not change while somebody types. */
export const joiningQuery = (token: string) =>
  queryOptions({
    queryKey: ['joining', token],
    queryFn: ({ signal }) => auth.lookAtInvitation({ token }, { signal }),
    staleTime: Infinity,
    gcTime: 0,
  });

/** Make the account that a link is for, and sign in. */
export async function join(body: { token: string; name: string; password: string }): Promise<Me> {
  return (await auth.acceptInvitation(body)).user;
}

/** End the login session. What was written and not sent goes with it: the next person here is somebody else. */
export function signOut(): Promise<unknown> {
  forgetAll('draft.');
  return auth.logout();
}
