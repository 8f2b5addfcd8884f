// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Auth. */
export class Auth extends Resource {
  /** Make the account that an invitation or a sign-up is for, and sign in. Its link works once. */
  acceptInvitation(body: schemas.InvitationAccept, options?: Options): Promise<schemas.LoginResult> {
    return this.connection.send('POST', '/api/v1/auth/invitations/accept', { ...options, body });
  }

  /** Add the passkey that a device has made. From now on signing in by password asks for a second factor. */
  addPasskey(body: schemas.PasskeyCreate, options?: Options): Promise<schemas.PasskeyCreated> {
    return this.connection.send('POST', '/api/v1/auth/passkeys', { ...options, body });
  }

  /** Return what your browser asks a device for to make a passkey. */
  askForNewPasskey(body: schemas.OwnPassword = {}, options?: Options): Promise<schemas.PasskeyOptions> {
    return this.connection.send('POST', '/api/v1/auth/passkeys/options', { ...options, body });
  }

  /** Return what your browser asks a device to sign. */
  askForPasskey(body: schemas.PasskeyAsk = {}, options?: Options): Promise<schemas.PasskeyOptions> {
    return this.connection.send('POST', '/api/v1/auth/login/passkey/options', { ...options, body });
  }

  /** Change your e-mail: a link goes to the new address, and the old one is told when it is followed. */
  changeEmail(body: schemas.EmailChange, options?: Options): Promise<schemas.MailSent> {
    return this.connection.send('POST', '/api/v1/auth/email', { ...options, body });
  }

  /** Change your password. Your other login sessions end, and you are told by mail. */
  changePassword(body: schemas.PasswordChange, options?: Options): Promise<null> {
    return this.connection.send('POST', '/api/v1/auth/password', { ...options, body });
  }

  /** Add the app that was begun: enter the code that it shows. From now on signing in asks for one. */
  confirmApp(body: schemas.AppConfirm, options?: Options): Promise<schemas.RecoveryCodes> {
    return this.connection.send('POST', '/api/v1/auth/second-factor/app/confirm', { ...options, body });
  }

  /** Enter the first code of that app, and sign in. */
  confirmAppToLogin(body: schemas.LoginStepCode, options?: Options): Promise<schemas.SetUpResult> {
    return this.connection.send('POST', '/api/v1/auth/login/app/confirm', { ...options, body });
  }

  /** Make an API key. The answer is the only place where it is ever shown. */
  createApiKey(body: schemas.ApiKeyCreate, options?: Options): Promise<schemas.ApiKeyCreated> {
    return this.connection.send('POST', '/api/v1/auth/api-keys', { ...options, body });
  }

  /** End one login session, at once. */
  endLoginSession(sessionId: string, options?: Options): Promise<null> {
    return this.connection.send('DELETE', path`/api/v1/auth/sessions/${sessionId}`, options);
  }

  /** Sign out everywhere, here too. API keys go on working. */
  endLoginSessions(options?: Options): Promise<schemas.LoginSessionsEnded> {
    return this.connection.send('DELETE', '/api/v1/auth/sessions', options);
  }

  /** Come back from the issuer. For browsers only: the answer leads to the dashboard. */
  finishOidc(
    issuer: string,
    query: {
      state?: string | null;
      code?: string | null;
      error?: string | null;
    } = {},
    options?: Options,
  ): Promise<void> {
    return this.connection.send('GET', path`/api/v1/auth/oidc/${issuer}/callback`, { ...options, query });
  }

  /** Ask for a link to choose a new password. The answer is the same whether anybody has the e-mail or not. */
  forgotPassword(body: schemas.ForgotPassword, options?: Options): Promise<schemas.MailSent> {
    return this.connection.send('POST', '/api/v1/auth/password/forgot', { ...options, body });
  }

  /** Return your API keys, newest first. */
  listApiKeys(
    query: {
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.ApiKeyRead> {
    return this.connection.listing('GET', '/api/v1/auth/api-keys', { ...options, query });
  }

  /** Return where you are signed in, newest first. */
  listLoginSessions(
    query: {
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.LoginSessionRead> {
    return this.connection.listing('GET', '/api/v1/auth/sessions', { ...options, query });
  }

  /** Return your passkeys, oldest first. */
  listPasskeys(options?: Options): Listing<schemas.PasskeyRead> {
    return this.connection.listing('GET', '/api/v1/auth/passkeys', options);
  }

  /** Return how one can sign in here. */
  listWaysIn(options?: Options): Promise<schemas.WaysIn> {
    return this.connection.send('GET', '/api/v1/auth/ways', options);
  }

  /** Sign in with e-mail and password. */
  login(body: schemas.LoginRequest, options?: Options): Promise<schemas.LoginResult> {
    return this.connection.send('POST', '/api/v1/auth/login', { ...options, body });
  }

  /** Go on signing in with a code of the authenticator app, or a recovery code. Each code works once. */
  loginByCode(body: schemas.LoginStepCode, options?: Options): Promise<schemas.LoginResult> {
    return this.connection.send('POST', '/api/v1/auth/login/code', { ...options, body });
  }

  /** Sign in by a passkey, without a password; or with it as the second step of a sign-in. */
  loginByPasskey(body: schemas.PasskeyLogin, options?: Options): Promise<schemas.LoginResult> {
    return this.connection.send('POST', '/api/v1/auth/login/passkey', { ...options, body });
  }

  /** End this login session, at once and everywhere. Doing it twice is the same as once. */
  logout(body: schemas.RefreshRequest = {}, options?: Options): Promise<null> {
    return this.connection.send('POST', '/api/v1/auth/logout', { ...options, body });
  }

  /** Return what an invitation, or a sign-up, is to. By POST, so that its token stands in no log. */
  lookAtInvitation(body: schemas.InvitationLook, options?: Options): Promise<schemas.InvitationShown> {
    return this.connection.send('POST', '/api/v1/auth/invitations/look', { ...options, body });
  }

  /** Return what a sign-in waits for whose first step was answered with `second_factor_needed`. */
  lookAtLoginStep(body: schemas.LoginStepToken, options?: Options): Promise<schemas.LoginStepRead> {
    return this.connection.send('POST', '/api/v1/auth/login/step', { ...options, body });
  }

  /** Return who you are and what you may do. */
  readMe(options?: Options): Promise<schemas.Me> {
    return this.connection.send('GET', '/api/v1/auth/me', options);
  }

  /** Return which second factors you have. */
  readSecondFactor(options?: Options): Promise<schemas.SecondFactorRead> {
    return this.connection.send('GET', '/api/v1/auth/second-factor', options);
  }

  /** Renew the access token. The refresh token is renewed too, and using an old one ends the login session. */
  refresh(body: schemas.RefreshRequest = {}, options?: Options): Promise<schemas.LoginResult> {
    return this.connection.send('POST', '/api/v1/auth/refresh', { ...options, body });
  }

  /** Make an account and an organization of your own, where sign-up is open. A link to confirm it comes by mail. */
  register(body: schemas.RegisterRequest, options?: Options): Promise<schemas.MailSent> {
    return this.connection.send('POST', '/api/v1/auth/register', { ...options, body });
  }

  /** Remove your authenticator app. */
  removeApp(body: schemas.OwnPassword = {}, options?: Options): Promise<null> {
    return this.connection.send('POST', '/api/v1/auth/second-factor/app/remove', { ...options, body });
  }

  /** Remove a passkey. */
  removePasskey(passkeyId: string, body: schemas.OwnPassword = {}, options?: Options): Promise<null> {
    return this.connection.send('POST', path`/api/v1/auth/passkeys/${passkeyId}/remove`, { ...options, body });
  }

  /** Give a passkey another name. */
  renamePasskey(passkeyId: string, body: schemas.PasskeyUpdate, options?: Options): Promise<schemas.PasskeyRead> {
    return this.connection.send('PATCH', path`/api/v1/auth/passkeys/${passkeyId}`, { ...options, body });
  }

  /** Make new recovery codes; the old ones stop working. */
  renewRecoveryCodes(body: schemas.OwnPassword = {}, options?: Options): Promise<schemas.RecoveryCodes> {
    return this.connection.send('POST', '/api/v1/auth/second-factor/recovery-codes', { ...options, body });
  }

  /** Choose a new password by a link that was sent to you. It works once; all your login sessions end. */
  resetPassword(body: schemas.PasswordReset, options?: Options): Promise<null> {
    return this.connection.send('POST', '/api/v1/auth/password/reset', { ...options, body });
  }

  /** End an API key. */
  revokeApiKey(keyId: string, options?: Options): Promise<schemas.ApiKeyRead> {
    return this.connection.send('DELETE', path`/api/v1/auth/api-keys/${keyId}`, options);
  }

  /** Replace an API key by a new one; the old one goes on for the overlap. */
  rotateApiKey(keyId: string, body: schemas.ApiKeyRotate = {}, options?: Options): Promise<schemas.ApiKeyCreated> {
    return this.connection.send('POST', path`/api/v1/auth/api-keys/${keyId}/rotate`, { ...options, body });
  }

  /** Send a link that confirms your e-mail; earlier ones stop working. */
  sendVerification(options?: Options): Promise<schemas.MailSent> {
    return this.connection.send('POST', '/api/v1/auth/email/verification', options);
  }

  /** Begin an authenticator app. It counts once you have entered its first code. */
  setUpApp(body: schemas.OwnPassword = {}, options?: Options): Promise<schemas.AppSetUp> {
    return this.connection.send('POST', '/api/v1/auth/second-factor/app', { ...options, body });
  }

  /** Begin an authenticator app on the way in, where your organization requires a second factor and you have none. */
  setUpAppToLogin(body: schemas.LoginStepToken, options?: Options): Promise<schemas.AppSetUp> {
    return this.connection.send('POST', '/api/v1/auth/login/app', { ...options, body });
  }

  /** Begin to sign in with an account elsewhere; send the browser to the address that comes back. */
  startOidc(issuer: string, body: schemas.OidcStart = {}, options?: Options): Promise<schemas.OidcStarted> {
    return this.connection.send('POST', path`/api/v1/auth/oidc/${issuer}/start`, { ...options, body });
  }

  /** Change what you are called, or the time zone that you read times in. */
  updateMe(body: schemas.MeUpdate = {}, options?: Options): Promise<schemas.Me> {
    return this.connection.send('PATCH', '/api/v1/auth/me', { ...options, body });
  }

  /** Confirm an e-mail by a link that was sent there. It works once. */
  verifyEmail(body: schemas.EmailVerification, options?: Options): Promise<schemas.EmailVerified> {
    return this.connection.send('POST', '/api/v1/auth/email/verify', { ...options, body });
  }
}
