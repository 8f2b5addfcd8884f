"""Challenges for devices to sign: random, for one purpose, taken once, soon too old."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete

from pilothouse.access.identity.links import hash_of
from pilothouse.access.identity.passkeys.tables import PasskeyChallenge
from pilothouse.core.clock import Clock
from pilothouse.core.ids import new_id
from pilothouse.db.engine import Database

LIFETIME_S = 300  # as long as people look for their key
SIGN_IN = "sign_in"


def to_register(user_id: UUID) -> str:
    """Return the purpose of a challenge for a new passkey of a user."""
    return f"register:{user_id}"


def to_go_on(token: str) -> str:
    """Return the purpose of a challenge for the second step of a sign-in."""
    return f"step:{hash_of(token)}"


class Challenges:
    """Gives out challenges and takes them back. In a table, because another process may get the answer."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def give(self, purpose: str) -> bytes:
        """Return a new challenge; those that are too old are forgotten."""
        challenge, now = secrets.token_bytes(32), self._clock.now()
        async with self._database.transaction() as session:
            await session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= now))
            session.add(
                PasskeyChallenge(
                    id=new_id(), challenge=challenge, purpose=purpose, expires_at=now + timedelta(seconds=LIFETIME_S)
                )
            )
        return challenge

    async def take(self, challenge: bytes, purpose: str) -> bool:
        """Tell whether a challenge was given out for a purpose and not taken since; it is then."""
        async with self._database.transaction() as session:
            taken = await session.scalar(
                delete(PasskeyChallenge)
                .where(PasskeyChallenge.challenge == challenge, PasskeyChallenge.purpose == purpose)
                .where(PasskeyChallenge.expires_at > self._clock.now())
                .returning(PasskeyChallenge.id)
            )
        return taken is not None
