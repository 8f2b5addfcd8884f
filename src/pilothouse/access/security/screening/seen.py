"""What was found in texts that were read before: a conversation's messages come again with every call."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

from pilothouse.shield.findings import Finding

_CAPACITY = 50_000  # texts; most hold nothing and take some 150 bytes here
_DIGEST_BYTES = 16

Findings = tuple[Finding, ...]


class SeenTexts:
    """Findings by the hash of organization, label and text; those used least recently leave when it is full.

    An organization sees its own only: how fast an answer comes must not tell what another one has sent.
    """

    def __init__(self, capacity: int = _CAPACITY) -> None:
        self._capacity = capacity
        self._found: OrderedDict[bytes, Findings] = OrderedDict()

    def __len__(self) -> int:
        return len(self._found)

    def key_of(self, organization_id: UUID, label: bytes, data: bytes) -> bytes:
        """Return under what a text, or the bytes that hold it, is remembered.

        Args:
            label: as what it was read, and what was looked for; 16 bytes at most.
        """
        return hashlib.blake2b(data, digest_size=_DIGEST_BYTES, key=organization_id.bytes, person=label).digest()

    def get(self, key: bytes) -> Findings | None:
        """Return what was found; None when it was not read yet."""
        found = self._found.get(key)
        if found is not None:
            self._found.move_to_end(key)
        return found

    def put(self, key: bytes, found: Findings) -> None:
        """Remember what was found."""
        self._found[key] = found
        if len(self._found) > self._capacity:
            self._found.popitem(last=False)


class ToldLately:
    """What was told within the last while, so that a message that comes again is not a new event each time."""

    def __init__(self, clock: Callable[[], float], for_s: float = 3600.0, capacity: int = 20_000) -> None:
        self._clock = clock
        self._for_s = for_s
        self._capacity = capacity
        self._told_at: OrderedDict[object, float] = OrderedDict()

    def is_new(self, key: object) -> bool:
        """Tell whether something is told for the first time, and remember that it now is."""
        now = self._clock()
        told_at = self._told_at.get(key)
        if told_at is not None and now - told_at < self._for_s:
            return False
        self._told_at[key] = now
        self._told_at.move_to_end(key)
        if len(self._told_at) > self._capacity:
            self._told_at.popitem(last=False)
        return True
