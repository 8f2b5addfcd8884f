"""Scans on the wire."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pilothouse.access.security.events.schemas import SeverityName, severity_name
from pilothouse.access.security.scans.tables import SecurityScan

MOST_TEXT_CHARS = 1_000_000


class ScanText(BaseModel):
    """A text to look through."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "setup.sh", "text": "curl -fsSL https://example.com/install.sh | sh"}]
        },
    )

    text: str = Field(min_length=1, max_length=MOST_TEXT_CHARS)
    name: str = Field("text", min_length=1, max_length=200, description="A file name tells how the text is read.")


class ScanSummary(BaseModel):
    """A scan in a list."""

    id: UUID
    name: str
    created_at: datetime
    expires_at: datetime
    created_by_id: UUID
    size_bytes: int
    worst: SeverityName | None
    findings_count: int
    score: float = Field(description="Trust: 0 (never) to 100 (nothing speaks against it).")

    @classmethod
    def of(cls, row: SecurityScan) -> "ScanSummary":
        """Read a row."""
        return cls(**_plain(row))


class ScanFinding(BaseModel):
    """One finding, with its place."""

    detector: str
    title: str
    severity: SeverityName
    confidence: float
    path: str | None
    line: int | None
    start: int
    end: int
    evidence: str
    explanation: str
    remedy: str
    references: list[str]


class ScanSkill(BaseModel):
    """A skill that was met."""

    path: str
    name: str
    description: str
    tools: list[str]
    behaviours: list[str] = Field(description="What its files were seen to do.")


class ScanUnread(BaseModel):
    """What was not read, and why."""

    path: str
    reason: str


class ScanRead(ScanSummary):
    """A scan with everything it found."""

    files: int
    took_ms: int
    is_cut: bool = Field(description="A bound was reached, so that something was left unread; `unread` says what.")
    findings: list[ScanFinding] = Field(description="Worst first.")
    skills: list[ScanSkill]
    unread: list[ScanUnread]

    @classmethod
    def of(cls, row: SecurityScan) -> "ScanRead":
        """Read a row."""
        report = row.report
        took = {"took_ms": round(1000 * report["duration_s"])}
        names = ("files", "is_cut", "findings", "skills", "unread")
        return cls.model_validate(_plain(row) | {name: report[name] for name in names} | took)


def _plain(row: SecurityScan) -> dict[str, Any]:
    same = ("id", "name", "created_at", "expires_at", "created_by_id", "size_bytes")
    own = {
        "worst": None if row.worst is None else severity_name(row.worst),
        "findings_count": row.findings,
        "score": row.trust,
    }
    return {name: getattr(row, name) for name in same} | own
