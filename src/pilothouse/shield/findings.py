"""What the engine says: findings with their place and their reasons, and the report they stand in."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Any

import msgspec

# At or above this confidence a text counts as flagged. The classifier and the weights of signals are calibrated to it
# (classifier/card.md); an organization may ask for more or less.
FLAG_AT = 0.5

MOST_EVIDENCE_CHARS = 120


class Severity(IntEnum):
    """How bad it is if the finding is true."""

    INFO = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a detector saw.

    Attributes:
        confidence: 0 to 1.
        start: first character of the text that was given, also when the evidence was decoded from it.
        end: one past its last character.
        evidence: what was seen, at most 120 characters; masked where it is a secret.
        layers: what was undone to see it, outermost first, such as ("base64",).
        path: file it was found in, where there is one.
        line: line in that file, from 1.
    """

    detector: str
    title: str
    severity: Severity
    confidence: float
    start: int
    end: int
    evidence: str
    explanation: str
    remedy: str
    references: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    path: str | None = None
    line: int | None = None

    @property
    def family(self) -> str:
        """The part of the detector's id before its first underscore, such as "secret"."""
        return self.detector.partition("_")[0]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All findings of one scan, worst first, then by place.

    Attributes:
        scanned_chars: characters that were read, without what was decoded from them.
        is_cut: a bound was reached, so that something was left unread.
    """

    findings: tuple[Finding, ...]
    scanned_chars: int
    is_cut: bool = False

    @classmethod
    def of(cls, findings: Iterable[Finding], scanned_chars: int, *, is_cut: bool = False) -> "Report":
        """Put findings in order."""
        ordered = sorted(findings, key=lambda each: (-each.severity, each.path or "", each.start, each.detector))
        return cls(findings=tuple(ordered), scanned_chars=scanned_chars, is_cut=is_cut)

    @property
    def worst(self) -> Severity | None:
        """The highest severity found."""
        return self.findings[0].severity if self.findings else None

    @property
    def is_clean(self) -> bool:
        return not self.findings

    def to_dict(self) -> dict[str, Any]:
        """Return plain values; a severity is its name in lower case."""
        worst = self.worst
        return {
            "findings": [_plain(finding) for finding in self.findings],
            "worst": None if worst is None else worst.name.lower(),
            "scanned_chars": self.scanned_chars,
            "is_cut": self.is_cut,
        }

    def to_json(self) -> bytes:
        return msgspec.json.encode(self.to_dict())


def _plain(finding: Finding) -> dict[str, Any]:
    return {**msgspec.structs.asdict(finding), "severity": finding.severity.name.lower()}


def cut_evidence(text: str) -> str:
    """Shorten evidence to one line of at most 120 characters, its control characters written out."""
    line = " ".join(text[: 4 * MOST_EVIDENCE_CHARS].split())
    shown = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in line)
    return shown if len(shown) <= MOST_EVIDENCE_CHARS else f"{shown[: MOST_EVIDENCE_CHARS - 1]}…"


def mask(secret: str) -> str:
    """Show that a secret is there, and enough to know which; at most its first four characters of sixteen or more."""
    shown = secret[:4] if len(secret) >= 16 else ""
    return f"{shown}…({len(secret)} characters)"
