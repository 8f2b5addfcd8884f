"""Refusals may come by the thousand: of each kind one a minute is written, with how many there were."""

import math
import time
from collections.abc import Callable, Hashable

_EVERY_S = 60.0
_MOST_KINDS = 10_000  # what is forgotten beyond them was refused longest ago


class Refusals:
    """Counts what this process refuses. What comes after an entry is told by the next one of its kind."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Begin with none, by a clock in seconds."""
        self._now = now
        self._kinds: dict[Hashable, tuple[float, int]] = {}  # when the last entry was due, and how many came since

    def count(self, kind: Hashable) -> int:
        """Count one refusal; return how many there were since the last entry when another is due, else 0."""
        now = self._now()
        written_at, since = self._kinds.pop(kind, (-math.inf, 0))
        is_due = now - written_at >= _EVERY_S
        self._kinds[kind] = (now, 0) if is_due else (written_at, since + 1)
        if len(self._kinds) > _MOST_KINDS:
            del self._kinds[next(iter(self._kinds))]
        return since + 1 if is_due else 0
