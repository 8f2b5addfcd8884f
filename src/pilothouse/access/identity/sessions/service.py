"""Sign in, stay in, sign out."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import Outcome, record, record_refused_sign_in
from pilothouse.access.identity.access_tokens import AccessTokens
from pilothouse.access.identity.browser import require_csrf
from pilothouse.access.identity.credential_cache import CredentialCache
from pilothouse.access.identity.email import email_key
from pilothouse.access.identity.errors import NotSignedIn, RefreshTokenReused, WrongCredentials
from pilothouse.access.identity.failed_logins import FailedLogins
from pilothouse.access.identity.passwords import Passwords
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.second_factor.steps import second_step
from pilothouse.access.identity.sessions.refresh_tokens import RefreshToken, Standing, new_family, parse, standing
from pilothouse.access.identity.sessions.repository import LoginSessionRepository, find_login_session, find_sign_in
from pilothouse.access.identity.sessions.schemas import Me
from pilothouse.access.identity.tables import LoginSession
from pilothouse.access.settings import AccessSettings
from pilothouse.core.clock import Clock
from pilothouse.core.ids import LoginSessionId, OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger
from pilothouse.db.engine import Database

log = get_logger(__name__)

# Why a login session is ended: the action and the outcome that the audit log gets.
_ENDINGS: dict[str, tuple[str, Outcome]] = {"signed_out": ("logout", "success"), "reuse": ("refresh", "refused")}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A login session that began or goes on.

    Attributes:
        refresh_token: the next one, or null when the client's other request has just received it.
        csrf_token: what the page repeats in X-CSRF-Token; the same as long as the login session lasts.
    """

    me: Me
    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    csrf_token: str = field(repr=False)


class LoginService:
    """Begins, prolongs and ends login sessions."""

    def __init__(
        self,
        database: Database,
        settings: AccessSettings,
        clock: Clock,
        *,
        passwords: Passwords,
        tokens: AccessTokens,
        cache: CredentialCache,
        failed_logins: FailedLogins,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._passwords = passwords
        self._tokens = tokens
        self._cache = cache
        self._failed_logins = failed_logins

    async def login(self, email: str, password: str, caller: Caller = LOCAL) -> SignedIn:
        """Begin a login session.

        Raises:
            WrongCredentials: after the same work whether the e-mail, the password or both are wrong.
            TooManyFailedLogins: this e-mail failed too often from this address.
            SecondFactorNeeded: the password is right, and not enough.
        """
        self._failed_logins.begin(email, caller.ip_address)
        async with self._database.transaction() as session:
            found = await find_sign_in(session, email)
        right = await self._passwords.matches(password, found.password_hash if found else None)
        if found is None or not right:
            async with self._database.transaction() as session:
                await record_refused_sign_in(session, email, email_key(email), "wrong_credentials", caller)
            raise WrongCredentials
        self._failed_logins.succeed(email, caller.ip_address)
        if self._passwords.is_outdated(found.password_hash):
            await self._renew_hash(found.organization_id, found.user_id, await self._passwords.hash(password))
        return await self.begin(found.organization_id, found.user_id, caller)

    async def begin(self, organization_id: UUID, user_id: UUID, caller: Caller = LOCAL) -> SignedIn:
        """Begin a login session of a user whose first step is right, such as a password or a link.

        Raises:
            NotSignedIn: the user is not active.
            SecondFactorNeeded: the user, or their organization, wants a second step.
        """
        async with self._database.transaction(organization_id) as session:
            now, lifetime_s = self._clock.now(), self._settings.login_step_lifetime_s
            needed = await second_step(session, organization_id, user_id, now, lifetime_s)
            if needed is not None:
                who = Principal(OrganizationId(organization_id), UserId(user_id))
                await record(session, who, "login.first_step", ("user", user_id), caller=caller)
        if needed is not None:
            raise needed
        return await self.admit(organization_id, user_id, caller)

    async def _renew_hash(self, organization_id: UUID, user_id: UUID, new_hash: str) -> None:
        async with self._database.transaction(organization_id) as session:
            await LoginSessionRepository(session).set_hash(user_id, new_hash)

    async def admit(self, organization_id: UUID, user_id: UUID, caller: Caller = LOCAL) -> SignedIn:
        """Begin a login session of a user who has proved everything.

        Raises:
            NotSignedIn: the user is not active.
        """
        token, now = new_family(), self._clock.now()
        row = LoginSession(
            id=new_id(),
            organization_id=organization_id,
            user_id=user_id,
            family_hash=token.family_hash,
            refresh_hash=token.part_hash,
            csrf_token=secrets.token_urlsafe(24),
            created_at=now,
            rotated_at=now,
            expires_at=self._ends_at(now, now),
            user_agent=caller.user_agent,
            ip_address=caller.ip_address,
        )
        async with self._database.transaction(organization_id) as session:
            sessions = LoginSessionRepository(session)
            await sessions.add(row)
            await sessions.signed_in(user_id, now)
            who, me = await self._principal(session, row)
            await record(session, who, "login", ("login_session", row.id), caller=caller)
        return await self._signed_in(row, me, token)

    async def refresh(self, token_text: str, csrf_token: str | None = None, caller: Caller = LOCAL) -> SignedIn:
        """Prolong a login session: the token is replaced, and using it again ends the session.

        Args:
            token_text: the refresh token as the client sent it.
            csrf_token: what came in X-CSRF-Token with a refresh cookie; null when the token was not a cookie.

        Raises:
            NotSignedIn: it is not a token of a login session that goes on.
            CsrfRefused: the cookie came with a request that our page did not make.
        """
        token, found = await self._find(token_text)
        try:
            return await self._prolong(token, found, csrf_token)
        except RefreshTokenReused:
            # in a transaction of its own: the one that noticed was rolled back
            await self._end(found.organization_id, found.session_id, "reuse", caller)
            log.warning("refresh_token_reused", session_id=str(found.session_id))
            raise

    async def logout(self, token_text: str, csrf_token: str | None = None, caller: Caller = LOCAL) -> None:
        """End the login session of a refresh token, any of its family. Takes what `refresh` takes, raises the same."""
        _, found = await self._find(token_text)
        await self._end(found.organization_id, found.session_id, "signed_out", caller, csrf_token)

    async def logout_session(self, who: Principal, caller: Caller = LOCAL) -> None:
        """End the login session that a principal acts with; an API key acts with none."""
        if who.session_id is not None:
            await self._end(who.organization_id, who.session_id, "signed_out", caller)

    async def me(self, who: Principal) -> Me:
        """Return who a principal is."""
        async with self._database.transaction(who.organization_id) as session:
            return await LoginSessionRepository(session).me(who)

    async def _find(self, token_text: str) -> tuple[RefreshToken, Row[Any]]:
        token = parse(token_text)
        if token is not None:
            async with self._database.transaction() as session:
                if found := await find_login_session(session, token.family_hash):
                    return token, found
        raise NotSignedIn("This refresh token is not known here; sign in.")

    async def _prolong(self, token: RefreshToken, found: Row[Any], csrf_token: str | None) -> SignedIn:
        async with self._database.transaction(found.organization_id) as session:
            row = await self._locked(session, found.session_id, csrf_token)
            judged = standing(token, row, self._clock.now(), self._settings.refresh_grace_s)
            if judged is Standing.REUSED:
                raise RefreshTokenReused
            if judged is Standing.ENDED:
                raise NotSignedIn("This login session has ended; sign in again.")
            successor = self._rotate(row, token) if judged is Standing.CURRENT else None
            _, me = await self._principal(session, row)
        return await self._signed_in(row, me, successor)

    async def _locked(self, session: AsyncSession, session_id: UUID, csrf_token: str | None) -> LoginSession:
        row = await LoginSessionRepository(session).lock(session_id)
        if row is None:
            raise NotSignedIn
        if csrf_token is not None:
            require_csrf(csrf_token, row.csrf_token)
        return row

    def _rotate(self, row: LoginSession, token: RefreshToken) -> RefreshToken:
        successor, now = token.successor(), self._clock.now()
        row.previous_hash, row.refresh_hash = row.refresh_hash, successor.part_hash
        row.rotated_at, row.expires_at = now, self._ends_at(row.created_at, now)
        return successor

    def _ends_at(self, began_at: datetime, now: datetime) -> datetime:
        unused = now + timedelta(seconds=self._settings.refresh_token_lifetime_s)
        return min(unused, began_at + timedelta(seconds=self._settings.login_session_lifetime_s))

    async def _end(
        self, organization_id: UUID, session_id: UUID, reason: str, caller: Caller, csrf_token: str | None = None
    ) -> None:
        async with self._database.transaction(organization_id) as session:
            row = await self._locked(session, session_id, csrf_token)
            if row.revoked_at is None:
                row.revoked_at, row.revoked_reason = self._clock.now(), reason
                who = Principal(OrganizationId(row.organization_id), UserId(row.user_id))
                action, outcome = _ENDINGS[reason]
                await record(session, who, action, ("login_session", row.id), outcome=outcome, caller=caller)
        self._cache.forget(lambda principal: principal.session_id == session_id)

    async def _principal(self, session: AsyncSession, row: LoginSession) -> tuple[Principal, Me]:
        principals = PrincipalRepository(session)
        user = await principals.active_user(UserId(row.user_id))
        if user is None:
            raise NotSignedIn("This account is not active.")
        who = await principals.of_user(user, session_id=LoginSessionId(row.id))
        return who, await LoginSessionRepository(session).me(who)

    async def _signed_in(self, row: LoginSession, me: Me, token: RefreshToken | None) -> SignedIn:
        access_token = await self._tokens.issue(
            UserId(row.user_id), OrganizationId(row.organization_id), LoginSessionId(row.id)
        )
        return SignedIn(me, access_token, token.text() if token else None, row.csrf_token)
