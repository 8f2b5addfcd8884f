# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Auth."""

from __future__ import annotations

from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Auth:
    """Auth."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def accept_invitation(self, **body: Unpack[schemas.InvitationAccept]) -> schemas.LoginResult:
        """Make the account that an invitation or a sign-up is for, and sign in. Its link works once."""
        return self._connection.send("POST", "/api/v1/auth/invitations/accept", body=body)

    def add_passkey(self, **body: Unpack[schemas.PasskeyCreate]) -> schemas.PasskeyCreated:
        """Add the passkey that a device has made. From now on signing in by password asks for a second factor."""
        return self._connection.send("POST", "/api/v1/auth/passkeys", body=body)

    def ask_for_new_passkey(self, **body: Unpack[schemas.OwnPassword]) -> schemas.PasskeyOptions:
        """Return what your browser asks a device for to make a passkey."""
        return self._connection.send("POST", "/api/v1/auth/passkeys/options", body=body)

    def ask_for_passkey(self, **body: Unpack[schemas.PasskeyAsk]) -> schemas.PasskeyOptions:
        """Return what your browser asks a device to sign."""
        return self._connection.send("POST", "/api/v1/auth/login/passkey/options", body=body)

    def change_email(self, **body: Unpack[schemas.EmailChange]) -> schemas.MailSent:
        """Change your e-mail: a link goes to the new address, and the old one is told when it is followed."""
        return self._connection.send("POST", "/api/v1/auth/email", body=body)

    def change_password(self, **body: Unpack[schemas.PasswordChange]) -> None:
        """Change your password. Your other login sessions end, and you are told by mail."""
        return self._connection.send("POST", "/api/v1/auth/password", body=body)

    def confirm_app(self, **body: Unpack[schemas.AppConfirm]) -> schemas.RecoveryCodes:
        """Add the app that was begun: enter the code that it shows. From now on signing in asks for one."""
        return self._connection.send("POST", "/api/v1/auth/second-factor/app/confirm", body=body)

    def confirm_app_to_login(self, **body: Unpack[schemas.LoginStepCode]) -> schemas.SetUpResult:
        """Enter the first code of that app, and sign in."""
        return self._connection.send("POST", "/api/v1/auth/login/app/confirm", body=body)

    def create_api_key(self, **body: Unpack[schemas.ApiKeyCreate]) -> schemas.ApiKeyCreated:
        """Make an API key. The answer is the only place where it is ever shown."""
        return self._connection.send("POST", "/api/v1/auth/api-keys", body=body)

    def end_login_session(self, session_id: str, /) -> None:
        """End one login session, at once."""
        return self._connection.send("DELETE", "/api/v1/auth/sessions/{}", (session_id,))

    def end_login_sessions(self) -> schemas.LoginSessionsEnded:
        """Sign out everywhere, here too. API keys go on working."""
        return self._connection.send("DELETE", "/api/v1/auth/sessions")

    def finish_oidc(
        self, issuer: str, /, *, state: str | None = None, code: str | None = None, error: str | None = None
    ) -> None:
        """Come back from the issuer. For browsers only: the answer leads to the dashboard."""
        return self._connection.send(
            "GET", "/api/v1/auth/oidc/{}/callback", (issuer,), query={"state": state, "code": code, "error": error}
        )

    def forgot_password(self, **body: Unpack[schemas.ForgotPassword]) -> schemas.MailSent:
        """Ask for a link to choose a new password. The answer is the same whether anybody has the e-mail or not."""
        return self._connection.send("POST", "/api/v1/auth/password/forgot", body=body)

    def list_api_keys(self, *, page_size: int | None = None, cursor: str | None = None) -> Listing[schemas.ApiKeyRead]:
        """Return your API keys, newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing("GET", "/api/v1/auth/api-keys", query={"limit": page_size, "cursor": cursor})

    def list_login_sessions(
        self, *, page_size: int | None = None, cursor: str | None = None
    ) -> Listing[schemas.LoginSessionRead]:
        """Return where you are signed in, newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing("GET", "/api/v1/auth/sessions", query={"limit": page_size, "cursor": cursor})

    def list_passkeys(self) -> Listing[schemas.PasskeyRead]:
        """Return your passkeys, oldest first."""
        return self._connection.listing("GET", "/api/v1/auth/passkeys")

    def list_ways_in(self) -> schemas.WaysIn:
        """Return how one can sign in here."""
        return self._connection.send("GET", "/api/v1/auth/ways")

    def login(self, **body: Unpack[schemas.LoginRequest]) -> schemas.LoginResult:
        """Sign in with e-mail and password."""
        return self._connection.send("POST", "/api/v1/auth/login", body=body)

    def login_by_code(self, **body: Unpack[schemas.LoginStepCode]) -> schemas.LoginResult:
        """Go on signing in with a code of the authenticator app, or a recovery code. Each code works once."""
        return self._connection.send("POST", "/api/v1/auth/login/code", body=body)

    def login_by_passkey(self, **body: Unpack[schemas.PasskeyLogin]) -> schemas.LoginResult:
        """Sign in by a passkey, without a password; or with it as the second step of a sign-in."""
        return self._connection.send("POST", "/api/v1/auth/login/passkey", body=body)

    def logout(self, **body: Unpack[schemas.RefreshRequest]) -> None:
        """End this login session, at once and everywhere. Doing it twice is the same as once."""
        return self._connection.send("POST", "/api/v1/auth/logout", body=body)

    def look_at_invitation(self, **body: Unpack[schemas.InvitationLook]) -> schemas.InvitationShown:
        """Return what an invitation, or a sign-up, is to. By POST, so that its token stands in no log."""
        return self._connection.send("POST", "/api/v1/auth/invitations/look", body=body)

    def look_at_login_step(self, **body: Unpack[schemas.LoginStepToken]) -> schemas.LoginStepRead:
        """Return what a sign-in waits for whose first step was answered with `second_factor_needed`."""
        return self._connection.send("POST", "/api/v1/auth/login/step", body=body)

    def read_me(self) -> schemas.Me:
        """Return who you are and what you may do."""
        return self._connection.send("GET", "/api/v1/auth/me")

    def read_second_factor(self) -> schemas.SecondFactorRead:
        """Return which second factors you have."""
        return self._connection.send("GET", "/api/v1/auth/second-factor")

    def refresh(self, **body: Unpack[schemas.RefreshRequest]) -> schemas.LoginResult:
        """Renew the access token. The refresh token is renewed too, and using an old one ends the login session."""
        return self._connection.send("POST", "/api/v1/auth/refresh", body=body)

    def register(self, **body: Unpack[schemas.RegisterRequest]) -> schemas.MailSent:
        """Make an account and an organization of your own, where sign-up is open. A link to confirm it comes by
        mail.
        """
        return self._connection.send("POST", "/api/v1/auth/register", body=body)

    def remove_app(self, **body: Unpack[schemas.OwnPassword]) -> None:
        """Remove your authenticator app."""
        return self._connection.send("POST", "/api/v1/auth/second-factor/app/remove", body=body)

    def remove_passkey(self, passkey_id: str, /, **body: Unpack[schemas.OwnPassword]) -> None:
        """Remove a passkey."""
        return self._connection.send("POST", "/api/v1/auth/passkeys/{}/remove", (passkey_id,), body=body)

    def rename_passkey(self, passkey_id: str, /, **body: Unpack[schemas.PasskeyUpdate]) -> schemas.PasskeyRead:
        """Give a passkey another name."""
        return self._connection.send("PATCH", "/api/v1/auth/passkeys/{}", (passkey_id,), body=body)

    def renew_recovery_codes(self, **body: Unpack[schemas.OwnPassword]) -> schemas.RecoveryCodes:
        """Make new recovery codes; the old ones stop working."""
        return self._connection.send("POST", "/api/v1/auth/second-factor/recovery-codes", body=body)

    def reset_password(self, **body: Unpack[schemas.PasswordReset]) -> None:
        """Choose a new password by a link that was sent to you. It works once; all your login sessions end."""
        return self._connection.send("POST", "/api/v1/auth/password/reset", body=body)

    def revoke_api_key(self, key_id: str, /) -> schemas.ApiKeyRead:
        """End an API key."""
        return self._connection.send("DELETE", "/api/v1/auth/api-keys/{}", (key_id,))

    def rotate_api_key(self, key_id: str, /, **body: Unpack[schemas.ApiKeyRotate]) -> schemas.ApiKeyCreated:
        """Replace an API key by a new one; the old one goes on for the overlap."""
        return self._connection.send("POST", "/api/v1/auth/api-keys/{}/rotate", (key_id,), body=body)

    def send_verification(self) -> schemas.MailSent:
        """Send a link that confirms your e-mail; earlier ones stop working."""
        return self._connection.send("POST", "/api/v1/auth/email/verification")

    def set_up_app(self, **body: Unpack[schemas.OwnPassword]) -> schemas.AppSetUp:
        """Begin an authenticator app. It counts once you have entered its first code."""
        return self._connection.send("POST", "/api/v1/auth/second-factor/app", body=body)

    def set_up_app_to_login(self, **body: Unpack[schemas.LoginStepToken]) -> schemas.AppSetUp:
        """Begin an authenticator app on the way in, where your organization requires a second factor and you have
        none.
        """
        return self._connection.send("POST", "/api/v1/auth/login/app", body=body)

    def start_oidc(self, issuer: str, /, **body: Unpack[schemas.OidcStart]) -> schemas.OidcStarted:
        """Begin to sign in with an account elsewhere; send the browser to the address that comes back."""
        return self._connection.send("POST", "/api/v1/auth/oidc/{}/start", (issuer,), body=body)

    def update_me(self, **body: Unpack[schemas.MeUpdate]) -> schemas.Me:
        """Change what you are called, or the time zone that you read times in."""
        return self._connection.send("PATCH", "/api/v1/auth/me", body=body)

    def verify_email(self, **body: Unpack[schemas.EmailVerification]) -> schemas.EmailVerified:
        """Confirm an e-mail by a link that was sent there. It works once."""
        return self._connection.send("POST", "/api/v1/auth/email/verify", body=body)


class AsyncAuth:
    """Auth."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def accept_invitation(self, **body: Unpack[schemas.InvitationAccept]) -> schemas.LoginResult:
        """Make the account that an invitation or a sign-up is for, and sign in. Its link works once."""
        return await self._connection.send("POST", "/api/v1/auth/invitations/accept", body=body)

    async def add_passkey(self, **body: Unpack[schemas.PasskeyCreate]) -> schemas.PasskeyCreated:
        """Add the passkey that a device has made. From now on signing in by password asks for a second factor."""
        return await self._connection.send("POST", "/api/v1/auth/passkeys", body=body)

    async def ask_for_new_passkey(self, **body: Unpack[schemas.OwnPassword]) -> schemas.PasskeyOptions:
        """Return what your browser asks a device for to make a passkey."""
        return await self._connection.send("POST", "/api/v1/auth/passkeys/options", body=body)

    async def ask_for_passkey(self, **body: Unpack[schemas.PasskeyAsk]) -> schemas.PasskeyOptions:
        """Return what your browser asks a device to sign."""
        return await self._connection.send("POST", "/api/v1/auth/login/passkey/options", body=body)

    async def change_email(self, **body: Unpack[schemas.EmailChange]) -> schemas.MailSent:
        """Change your e-mail: a link goes to the new address, and the old one is told when it is followed."""
        return await self._connection.send("POST", "/api/v1/auth/email", body=body)

    async def change_password(self, **body: Unpack[schemas.PasswordChange]) -> None:
        """Change your password. Your other login sessions end, and you are told by mail."""
        return await self._connection.send("POST", "/api/v1/auth/password", body=body)

    async def confirm_app(self, **body: Unpack[schemas.AppConfirm]) -> schemas.RecoveryCodes:
        """Add the app that was begun: enter the code that it shows. From now on signing in asks for one."""
        return await self._connection.send("POST", "/api/v1/auth/second-factor/app/confirm", body=body)

    async def confirm_app_to_login(self, **body: Unpack[schemas.LoginStepCode]) -> schemas.SetUpResult:
        """Enter the first code of that app, and sign in."""
        return await self._connection.send("POST", "/api/v1/auth/login/app/confirm", body=body)

    async def create_api_key(self, **body: Unpack[schemas.ApiKeyCreate]) -> schemas.ApiKeyCreated:
        """Make an API key. The answer is the only place where it is ever shown."""
        return await self._connection.send("POST", "/api/v1/auth/api-keys", body=body)

    async def end_login_session(self, session_id: str, /) -> None:
        """End one login session, at once."""
        return await self._connection.send("DELETE", "/api/v1/auth/sessions/{}", (session_id,))

    async def end_login_sessions(self) -> schemas.LoginSessionsEnded:
        """Sign out everywhere, here too. API keys go on working."""
        return await self._connection.send("DELETE", "/api/v1/auth/sessions")

    async def finish_oidc(
        self, issuer: str, /, *, state: str | None = None, code: str | None = None, error: str | None = None
    ) -> None:
        """Come back from the issuer. For browsers only: the answer leads to the dashboard."""
        return await self._connection.send(
            "GET", "/api/v1/auth/oidc/{}/callback", (issuer,), query={"state": state, "code": code, "error": error}
        )

    async def forgot_password(self, **body: Unpack[schemas.ForgotPassword]) -> schemas.MailSent:
        """Ask for a link to choose a new password. The answer is the same whether anybody has the e-mail or not."""
        return await self._connection.send("POST", "/api/v1/auth/password/forgot", body=body)

    def list_api_keys(
        self, *, page_size: int | None = None, cursor: str | None = None
    ) -> AsyncListing[schemas.ApiKeyRead]:
        """Return your API keys, newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing("GET", "/api/v1/auth/api-keys", query={"limit": page_size, "cursor": cursor})

    def list_login_sessions(
        self, *, page_size: int | None = None, cursor: str | None = None
    ) -> AsyncListing[schemas.LoginSessionRead]:
        """Return where you are signed in, newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing("GET", "/api/v1/auth/sessions", query={"limit": page_size, "cursor": cursor})

    def list_passkeys(self) -> AsyncListing[schemas.PasskeyRead]:
        """Return your passkeys, oldest first."""
        return self._connection.listing("GET", "/api/v1/auth/passkeys")

    async def list_ways_in(self) -> schemas.WaysIn:
        """Return how one can sign in here."""
        return await self._connection.send("GET", "/api/v1/auth/ways")

    async def login(self, **body: Unpack[schemas.LoginRequest]) -> schemas.LoginResult:
        """Sign in with e-mail and password."""
        return await self._connection.send("POST", "/api/v1/auth/login", body=body)

    async def login_by_code(self, **body: Unpack[schemas.LoginStepCode]) -> schemas.LoginResult:
        """Go on signing in with a code of the authenticator app, or a recovery code. Each code works once."""
        return await self._connection.send("POST", "/api/v1/auth/login/code", body=body)

    async def login_by_passkey(self, **body: Unpack[schemas.PasskeyLogin]) -> schemas.LoginResult:
        """Sign in by a passkey, without a password; or with it as the second step of a sign-in."""
        return await self._connection.send("POST", "/api/v1/auth/login/passkey", body=body)

    async def logout(self, **body: Unpack[schemas.RefreshRequest]) -> None:
        """End this login session, at once and everywhere. Doing it twice is the same as once."""
        return await self._connection.send("POST", "/api/v1/auth/logout", body=body)

    async def look_at_invitation(self, **body: Unpack[schemas.InvitationLook]) -> schemas.InvitationShown:
        """Return what an invitation, or a sign-up, is to. By POST, so that its token stands in no log."""
        return await self._connection.send("POST", "/api/v1/auth/invitations/look", body=body)

    async def look_at_login_step(self, **body: Unpack[schemas.LoginStepToken]) -> schemas.LoginStepRead:
        """Return what a sign-in waits for whose first step was answered with `second_factor_needed`."""
        return await self._connection.send("POST", "/api/v1/auth/login/step", body=body)

    async def read_me(self) -> schemas.Me:
        """Return who you are and what you may do."""
        return await self._connection.send("GET", "/api/v1/auth/me")

    async def read_second_factor(self) -> schemas.SecondFactorRead:
        """Return which second factors you have."""
        return await self._connection.send("GET", "/api/v1/auth/second-factor")

    async def refresh(self, **body: Unpack[schemas.RefreshRequest]) -> schemas.LoginResult:
        """Renew the access token. The refresh token is renewed too, and using an old one ends the login session."""
        return await self._connection.send("POST", "/api/v1/auth/refresh", body=body)

    async def register(self, **body: Unpack[schemas.RegisterRequest]) -> schemas.MailSent:
        """Make an account and an organization of your own, where sign-up is open. A link to confirm it comes by
        mail.
        """
        return await self._connection.send("POST", "/api/v1/auth/register", body=body)

    async def remove_app(self, **body: Unpack[schemas.OwnPassword]) -> None:
        """Remove your authenticator app."""
        return await self._connection.send("POST", "/api/v1/auth/second-factor/app/remove", body=body)

    async def remove_passkey(self, passkey_id: str, /, **body: Unpack[schemas.OwnPassword]) -> None:
        """Remove a passkey."""
        return await self._connection.send("POST", "/api/v1/auth/passkeys/{}/remove", (passkey_id,), body=body)

    async def rename_passkey(self, passkey_id: str, /, **body: Unpack[schemas.PasskeyUpdate]) -> schemas.PasskeyRead:
        """Give a passkey another name."""
        return await self._connection.send("PATCH", "/api/v1/auth/passkeys/{}", (passkey_id,), body=body)

    async def renew_recovery_codes(self, **body: Unpack[schemas.OwnPassword]) -> schemas.RecoveryCodes:
        """Make new recovery codes; the old ones stop working."""
        return await self._connection.send("POST", "/api/v1/auth/second-factor/recovery-codes", body=body)

    async def reset_password(self, **body: Unpack[schemas.PasswordReset]) -> None:
        """Choose a new password by a link that was sent to you. It works once; all your login sessions end."""
        return await self._connection.send("POST", "/api/v1/auth/password/reset", body=body)

    async def revoke_api_key(self, key_id: str, /) -> schemas.ApiKeyRead:
        """End an API key."""
        return await self._connection.send("DELETE", "/api/v1/auth/api-keys/{}", (key_id,))

    async def rotate_api_key(self, key_id: str, /, **body: Unpack[schemas.ApiKeyRotate]) -> schemas.ApiKeyCreated:
        """Replace an API key by a new one; the old one goes on for the overlap."""
        return await self._connection.send("POST", "/api/v1/auth/api-keys/{}/rotate", (key_id,), body=body)

    async def send_verification(self) -> schemas.MailSent:
        """Send a link that confirms your e-mail; earlier ones stop working."""
        return await self._connection.send("POST", "/api/v1/auth/email/verification")

    async def set_up_app(self, **body: Unpack[schemas.OwnPassword]) -> schemas.AppSetUp:
        """Begin an authenticator app. It counts once you have entered its first code."""
        return await self._connection.send("POST", "/api/v1/auth/second-factor/app", body=body)

    async def set_up_app_to_login(self, **body: Unpack[schemas.LoginStepToken]) -> schemas.AppSetUp:
        """Begin an authenticator app on the way in, where your organization requires a second factor and you have
        none.
        """
        return await self._connection.send("POST", "/api/v1/auth/login/app", body=body)

    async def start_oidc(self, issuer: str, /, **body: Unpack[schemas.OidcStart]) -> schemas.OidcStarted:
        """Begin to sign in with an account elsewhere; send the browser to the address that comes back."""
        return await self._connection.send("POST", "/api/v1/auth/oidc/{}/start", (issuer,), body=body)

    async def update_me(self, **body: Unpack[schemas.MeUpdate]) -> schemas.Me:
        """Change what you are called, or the time zone that you read times in."""
        return await self._connection.send("PATCH", "/api/v1/auth/me", body=body)

    async def verify_email(self, **body: Unpack[schemas.EmailVerification]) -> schemas.EmailVerified:
        """Confirm an e-mail by a link that was sent there. It works once."""
        return await self._connection.send("POST", "/api/v1/auth/email/verify", body=body)
