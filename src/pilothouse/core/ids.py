"""Identifiers: UUID version 7, so that rows sort by the time they were made, with a type per kind of thing."""

from typing import NewType
from uuid import UUID

from uuid_utils.compat import uuid7

OrganizationId = NewType("OrganizationId", UUID)
TeamId = NewType("TeamId", UUID)
UserId = NewType("UserId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)
LoginSessionId = NewType("LoginSessionId", UUID)
WorkId = NewType("WorkId", UUID)
MissionId = NewType("MissionId", UUID)
ArtifactId = NewType("ArtifactId", UUID)
FileId = NewType("FileId", UUID)
BudgetId = NewType("BudgetId", UUID)
ReservationId = NewType("ReservationId", UUID)
ProcessId = NewType("ProcessId", UUID)


_BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [first + second for first in _BASE_32 for second in _BASE_32]


def new_id() -> UUID:
    """Make a UUID version 7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then random bits."""
    return uuid7()


def display_id(prefix: str, identifier: UUID) -> str:
    """Shorten an id for people: "m-7f3k2a". Made of 30 random bits, so unique enough to read aloud, not to look up.

    The alphabet is Crockford's base 32, which leaves out the letters that read like digits.
    """
    bits = identifier.int
    return f"{prefix}-{_PAIRS[bits >> 20 & 1023]}{_PAIRS[bits >> 10 & 1023]}{_PAIRS[bits & 1023]}"
