"""Questions about second factors."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, delete, exists, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.links import hash_of as hash_of_token
from pilothouse.access.identity.passkeys.tables import Passkey
from pilothouse.access.identity.second_factor.errors import LoginStepNotValid
from pilothouse.access.identity.second_factor.recovery_codes import hash_of, make_codes
from pilothouse.access.identity.second_factor.tables import AuthenticatorApp, LoginStep, RecoveryCode
from pilothouse.access.identity.tables import LoginSession, Organization, User
from pilothouse.core.ids import new_id

Method = Literal["app", "passkey", "recovery_code"]

REQUIRED = "second_factor_required"  # in the organization's settings
_FIND_STEP = text("select organization_id, step_id from access_find_login_step(:token_hash)")


async def find_login_step(session: AsyncSession, token: str) -> Row[Any]:
    """Return organization_id and step_id of a first step's token, in any organization.

    Raises:
        LoginStepNotValid: there is no such token.
    """
    found = (await session.execute(_FIND_STEP, {"token_hash": hash_of_token(token)})).one_or_none()
    if found is None:
        raise LoginStepNotValid
    return found


class SecondFactorRepository:
    """The second factors of one organization's users."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def methods(self, user_id: UUID) -> list[Method]:
        """Return how a user can prove the second step; empty when the first is all there is."""
        app, passkey, code = (
            await self._session.execute(
                select(
                    exists().where(AuthenticatorApp.user_id == user_id, AuthenticatorApp.added_at.is_not(None)),
                    exists().where(Passkey.user_id == user_id),
                    exists().where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)),
                )
            )
        ).one()
        held: list[tuple[Method, bool]] = [("app", app), ("passkey", passkey), ("recovery_code", code)]
        return [method for method, is_there in held if is_there] if app or passkey else []

    async def is_required(self, organization_id: UUID) -> bool:
        """Tell whether an organization wants its members to have a second factor."""
        settings = await self._session.scalar(select(Organization.settings).where(Organization.id == organization_id))
        return bool((settings or {}).get(REQUIRED))

    async def app(self, user_id: UUID) -> AuthenticatorApp | None:
        """Return a user's authenticator app, confirmed or not, and hold it until the transaction ends."""
        return await self._session.scalar(
            select(AuthenticatorApp).where(AuthenticatorApp.user_id == user_id).with_for_update()
        )

    async def passkey_count(self, user_id: UUID) -> int:
        """Return how many passkeys a user has."""
        return await self._session.scalar(select(func.count()).where(Passkey.user_id == user_id)) or 0

    async def recovery_codes_left(self, user_id: UUID) -> int:
        """Return how many recovery codes a user has not used."""
        query = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
        return await self._session.scalar(query) or 0

    async def renew_recovery_codes(self, user: User) -> list[str]:
        """Give a user new recovery codes and forget the old ones; return the new."""
        await self._session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
        codes = make_codes()
        self._session.add_all(
            RecoveryCode(id=new_id(), organization_id=user.organization_id, user_id=user.id, code_hash=hash_of(code))
            for code in codes
        )
        await self._session.flush()
        return codes

    async def use_recovery_code(self, user_id: UUID, code: str, now: datetime) -> bool:
        """Use up a recovery code; False when the user has none like it that is unused."""
        used = await self._session.scalar(
            update(RecoveryCode)
            .where(RecoveryCode.user_id == user_id, RecoveryCode.code_hash == hash_of(code))
            .where(RecoveryCode.used_at.is_(None))
            .values(used_at=now)
            .returning(RecoveryCode.id)
        )
        return used is not None

    async def remove_app(self, user_id: UUID) -> bool:
        """Forget a user's app; False when they had none. Recovery codes go with the last factor that they stand for."""
        removed = await self._session.scalar(
            delete(AuthenticatorApp).where(AuthenticatorApp.user_id == user_id).returning(AuthenticatorApp.added_at)
        )
        await self.forget_unneeded_codes(user_id)
        return removed is not None

    async def forget_unneeded_codes(self, user_id: UUID) -> None:
        """Forget recovery codes that stand for nothing any more."""
        if not await self.methods(user_id):
            await self._session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))

    async def remove_all(self, user_id: UUID) -> None:
        """Forget every second factor of a user."""
        for table in (AuthenticatorApp, Passkey, RecoveryCode, LoginStep):
            await self._session.execute(delete(table).where(table.user_id == user_id))

    async def add_step(self, row: LoginStep, now: datetime) -> None:
        """Remember a first step, and forget the user's old ones."""
        await self._session.execute(
            delete(LoginStep).where(LoginStep.user_id == row.user_id, LoginStep.expires_at < now)
        )
        self._session.add(row)
        await self._session.flush()

    async def lock_step(self, step_id: UUID, now: datetime, most_tries: int) -> LoginStep:
        """Return a first step that can go on, and hold it until the transaction ends: nobody uses it twice.

        Raises:
            LoginStepNotValid: it was used, was tried too often, or is too old.
        """
        row = await self._session.scalar(
            select(LoginStep)
            .where(LoginStep.id == step_id, LoginStep.ended_at.is_(None), LoginStep.expires_at > now)
            .where(LoginStep.tries < most_tries)
            .with_for_update()
        )
        if row is None:
            raise LoginStepNotValid
        return row

    async def end_steps(self, user_id: UUID, now: datetime) -> None:
        """End the sign-ins of a user that wait for their second step: their first one counts no longer."""
        waiting = LoginStep.user_id == user_id, LoginStep.ended_at.is_(None)
        await self._session.execute(update(LoginStep).where(*waiting).values(ended_at=now))

    async def sign_out_without(self, now: datetime) -> None:
        """End the login sessions of users who have no second factor."""
        owner = LoginSession.user_id
        has_app = exists().where(AuthenticatorApp.user_id == owner, AuthenticatorApp.added_at.is_not(None))
        has_passkey = exists().where(Passkey.user_id == owner)
        await self._session.execute(
            update(LoginSession)
            .where(LoginSession.revoked_at.is_(None), ~has_app, ~has_passkey)
            .values(revoked_at=now, revoked_reason="second_factor_required")
        )
