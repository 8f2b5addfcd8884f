"""Whether each detector finds a text that it must find: asked of the engine as it is installed here."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from pilothouse.access.security.checks.samples import look_of
from pilothouse.core.clock import Clock
from pilothouse.shield.detector import Detector
from pilothouse.shield.rules.engines import Hyperscan, engine_of
from pilothouse.shield.scanner import scanner

_FRESH = timedelta(minutes=10)


class SelfCheck:
    """Checks in a thread when somebody asks, and remembers the result for a while."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._working: frozenset[str] = frozenset()
        self._checked_at: datetime | None = None
        self._turn = asyncio.Lock()

    def detectors(self) -> Sequence[Detector]:
        """Return every detector that is installed, in order of id."""
        return scanner().detectors

    def engine(self) -> Literal["hyperscan", "re2"]:
        """Return what the rules run on."""
        return "hyperscan" if engine_of(None) is Hyperscan else "re2"

    async def result(self) -> tuple[frozenset[str], datetime]:
        """Return the ids of the detectors that work, and when that was seen."""
        async with self._turn:
            now = self._clock.now()
            if self._checked_at is None or now - self._checked_at > _FRESH:
                self._working = await asyncio.to_thread(working)
                self._checked_at = now
            return self._working, self._checked_at


def working() -> frozenset[str]:
    """Let every detector look at its sample; return the ids of those that find it."""
    return frozenset(each.id for each in scanner().detectors if _finds(each))


def _finds(detector: Detector) -> bool:
    look = look_of(detector)
    return look is not None and detector.id in look()
