"""Refresh tokens: two random parts, of which the second is replaced at each use.

The first part names the family (one sign-in on one device) for as long as it lasts. So a token that was replaced long
ago is still recognised, and nobody who does not hold one can end a family by guessing.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from pilothouse.access.identity.tables import LoginSession

_SHAPE = re.compile(r"phr_([0-9a-f]{32})_([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, repr=False)
class RefreshToken:
    """One refresh token, never printed."""

    family: str
    part: str = field(default_factory=lambda: secrets.token_hex(32))

    def text(self) -> str:
        """Return the token as the client keeps it."""
        return f"phr_{self.family}_{self.part}"

    @property
    def family_hash(self) -> str:
        return _hash(self.family)

    @property
    def part_hash(self) -> str:
        return _hash(self.part)

    def successor(self) -> "RefreshToken":
        """Return the token that replaces this one."""
        return RefreshToken(self.family)


class Standing(Enum):
    """What a presented refresh token is to its family."""

    CURRENT = "current"
    JUST_REPLACED = "just_replaced"
    REUSED = "reused"
    ENDED = "ended"


def new_family() -> RefreshToken:
    """Return the first token of a new family."""
    return RefreshToken(secrets.token_hex(16))


def parse(text: str) -> RefreshToken | None:
    """Read a token as the client sent it; nothing when it is not shaped like one."""
    match = _SHAPE.fullmatch(text)
    return RefreshToken(match[1], match[2]) if match else None


def standing(token: RefreshToken, row: LoginSession, now: datetime, grace_s: float) -> Standing:
    """Judge a token of a family.

    The one before the current one is forgiven for `grace_s`: two tabs that refresh at once send the same token, and the
    second must not end the session. It gets an access token, but no refresh token: its browser has just been given one.
    """
    if row.revoked_at is not None or row.expires_at <= now:
        return Standing.ENDED
    if secrets.compare_digest(token.part_hash, row.refresh_hash):
        return Standing.CURRENT
    is_previous = secrets.compare_digest(token.part_hash, row.previous_hash or "")
    if is_previous and now - row.rotated_at < timedelta(seconds=grace_s):
        return Standing.JUST_REPLACED
    return Standing.REUSED


def _hash(part: str) -> str:
    return hashlib.sha256(part.encode()).hexdigest()
