"""Links that were sent to users: made, found by their token, used once."""

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.errors import LinkNotValid
from pilothouse.access.identity.links import hash_of, make_token
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.tables import AccountToken, User
from pilothouse.core.ids import UserId

Purpose = Literal["verify_email", "reset_password"]

_FIND = text("select organization_id, token_id from access_find_account_token(:token_hash)")
_KEPT = timedelta(days=30)  # after their end, for whoever looks into what happened


async def find_account_token(session: AsyncSession, token: str) -> Row[Any]:
    """Return organization_id and token_id of a token, in any organization.

    Raises:
        LinkNotValid: there is no such token.
    """
    found = (await session.execute(_FIND, {"token_hash": hash_of(token)})).one_or_none()
    if found is None:
        raise LinkNotValid
    return found


class AccountTokenRepository:
    """The links of one organization's users."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def issue(
        self, user: User, purpose: Purpose, email: str, now: datetime, lifetime_s: int
    ) -> tuple[AccountToken, str]:
        """Make a link for a user, which replaces earlier ones of the same purpose; return its row and its token."""
        await self.end_all(user.id, now, purpose)
        outdated = AccountToken.user_id == user.id, AccountToken.expires_at < now - _KEPT
        await self._session.execute(delete(AccountToken).where(*outdated))
        token = make_token()
        row = AccountToken(
            organization_id=user.organization_id,
            user_id=user.id,
            purpose=purpose,
            token_hash=hash_of(token),
            email=email,
            created_at=now,
            expires_at=now + timedelta(seconds=lifetime_s),
        )
        self._session.add(row)
        await self._session.flush()
        return row, token

    async def lock(self, token_id: UUID, purpose: Purpose, now: datetime) -> tuple[AccountToken, User]:
        """Return a link that works and its user, and hold both until the transaction ends: nobody uses it twice.

        Raises:
            LinkNotValid: it is for another purpose, was used or replaced, has expired, or its user is not active.
        """
        row = await self._session.scalar(
            select(AccountToken)
            .where(
                AccountToken.id == token_id,
                AccountToken.purpose == purpose,
                AccountToken.ended_at.is_(None),
                AccountToken.expires_at > now,
            )
            .with_for_update()
        )
        user = row and await PrincipalRepository(self._session).active_user(UserId(row.user_id))
        if row is None or user is None:
            raise LinkNotValid
        return row, user

    async def end_all(self, user_id: UUID, now: datetime, purpose: Purpose | None = None) -> None:
        """End a user's links, of one purpose or all."""
        open_ones = AccountToken.user_id == user_id, AccountToken.ended_at.is_(None)
        of_purpose = [AccountToken.purpose == purpose] if purpose else []
        await self._session.execute(update(AccountToken).where(*open_ones, *of_purpose).values(ended_at=now))
