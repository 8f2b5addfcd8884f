"""What speaks for or against something, as it stood at any moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pilothouse.access.security.events.tables import SecurityEvent
from pilothouse.shield.findings import Severity
from pilothouse.shield.trust import Event, Reason, Trust, score


class Past(Protocol):
    """Knows the score of one thing at any moment."""

    def trust_at(self, moment: datetime) -> Trust:
        """Return how far it was trusted then, and why."""
        ...


@dataclass(frozen=True, slots=True)
class SeenPast:
    """The past of a tool, agent or key: whoever was never seen doing anything wrong has 100; what was seen fades."""

    events: Sequence[SecurityEvent]

    def trust_at(self, moment: datetime) -> Trust:
        return score([_event(row) for row in self.events if _counts(row, moment)], now=moment, is_scanned=True)


@dataclass(frozen=True, slots=True)
class ScannedPast:
    """The past of a skill: its last scan speaks, which does not fade; before the first, nobody knew it.

    Attributes:
        scans: when it was scanned, and what was kept of its trust (`scans/skills.py`); oldest first.
    """

    scans: Sequence[tuple[datetime, dict[str, Any]]]

    def trust_at(self, moment: datetime) -> Trust:
        last = next((kept for at, kept in reversed(self.scans) if at <= moment), None)
        if last is None:
            return score([], now=moment)
        return Trust(last["score"], tuple(Reason(**each) for each in last["reasons"]))


def _counts(row: SecurityEvent, moment: datetime) -> bool:
    return row.at <= moment and row.feedback != "false_alarm"


def _event(row: SecurityEvent) -> Event:
    kind = "blocked" if row.action == "block" else "finding"
    return Event(kind, row.at, Severity(row.severity), row.confidence, f"{row.title} ({row.detector})")
