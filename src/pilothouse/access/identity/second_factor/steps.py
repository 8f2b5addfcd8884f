"""The pause between the two steps of a sign-in."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.errors import NotSignedIn
from pilothouse.access.identity.links import hash_of, make_token
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.second_factor.errors import SecondFactorNeeded
from pilothouse.access.identity.second_factor.repository import SecondFactorRepository, find_login_step
from pilothouse.access.identity.second_factor.tables import LoginStep
from pilothouse.access.identity.tables import User
from pilothouse.core.ids import UserId, new_id

MOST_TRIES = 5  # of one first step; then the password is asked for again


async def second_step(
    session: AsyncSession, organization_id: UUID, user_id: UUID, now: datetime, lifetime_s: int
) -> SecondFactorNeeded | None:
    """Return what a user is told whose first step was right, when that is not enough; raise it after the commit."""
    factors = SecondFactorRepository(session)
    methods = await factors.methods(user_id)
    if not methods and not await factors.is_required(organization_id):
        return None
    token, expires_at = make_token(), now + timedelta(seconds=lifetime_s)
    row = LoginStep(
        id=new_id(),
        organization_id=organization_id,
        user_id=user_id,
        token_hash=hash_of(token),
        created_at=now,
        expires_at=expires_at,
    )
    await factors.add_step(row, now)
    return SecondFactorNeeded(token, methods, must_set_up=not methods, expires_at=expires_at)


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A first step that is being gone on from, within a transaction that holds it."""

    session: AsyncSession
    row: LoginStep
    user: User


@asynccontextmanager
async def open_step(parts: AccountParts, token: str) -> AsyncGenerator[OpenStep]:
    """Hold a first step for one transaction, which is committed at the end.

    Raises:
        LoginStepNotValid: it is unknown, was used, was tried too often or is too old.
        NotSignedIn: its user is no longer active.
    """
    async with parts.database.transaction() as session:
        found = await find_login_step(session, token)
    async with parts.database.transaction(found.organization_id) as session:
        row = await SecondFactorRepository(session).lock_step(found.step_id, parts.clock.now(), MOST_TRIES)
        user = await PrincipalRepository(session).active_user(UserId(row.user_id))
        if user is None:
            raise NotSignedIn("This account is not active.")
        yield OpenStep(session, row, user)
