"""What a scan of a skill or a folder found."""

from typing import Any

import msgspec

from pilothouse.shield.findings import Finding, Severity, cut_evidence


class SkillSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A skill that was met.

    Attributes:
        path: of its SKILL.md.
        tools: what it asks to be allowed.
        behaviours: what its files were seen to do: "network", "commands", "files", "environment".
    """

    path: str
    name: str
    description: str
    tools: tuple[str, ...] = ()
    behaviours: tuple[str, ...] = ()


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """What was not read, or not whole, and why."""

    path: str
    reason: str


class SkillReport(msgspec.Struct, frozen=True, kw_only=True):
    """All findings of one folder, archive or file, worst first, then by path and line.

    Attributes:
        target: what was scanned, as the caller named it.
        files: how many were read.
        is_cut: a bound was reached, so that something was left unread; `unread` says what.
    """

    target: str
    findings: tuple[Finding, ...]
    skills: tuple[SkillSummary, ...] = ()
    files: int = 0
    scanned_bytes: int = 0
    duration_s: float = 0.0
    unread: tuple[Unread, ...] = ()
    is_cut: bool = False

    @property
    def worst(self) -> Severity | None:
        """The highest severity found."""
        return self.findings[0].severity if self.findings else None

    @property
    def is_clean(self) -> bool:
        return not self.findings

    def to_dict(self) -> dict[str, Any]:
        """Return plain values; a severity is its name in lower case."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        worst = self.worst
        plain["findings"] = [
            {**msgspec.structs.asdict(each), "severity": each.severity.name.lower()} for each in self.findings
        ]
        plain["worst"] = None if worst is None else worst.name.lower()
        return plain

    def to_json(self) -> bytes:
        return msgspec.json.encode(self.to_dict())


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return findings worst first, then by path and place, one of each detector at a line."""
    best: dict[tuple[str, str | None, int | None], Finding] = {}
    for each in findings:
        key = (each.detector, each.path, each.line if each.line is not None else each.start)
        if key not in best or (each.severity, each.confidence) > (best[key].severity, best[key].confidence):
            best[key] = each
    return tuple(
        sorted(best.values(), key=lambda each: (-each.severity, each.path or "", each.line or 0, each.detector))
    )


def evidence_of(text: str, start: int, end: int) -> str:
    """Return the first line of what was seen, cut."""
    return cut_evidence(text[start : min(end, start + 480)])
