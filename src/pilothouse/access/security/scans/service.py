"""Look through what people bring, and keep the report for a while."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path, PurePath
from typing import Any
from uuid import UUID

import msgspec

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import record
from pilothouse.access.security.scans.naming import printable
from pilothouse.access.security.scans.repository import ScanRepository
from pilothouse.access.security.scans.schemas import ScanRead, ScanSummary
from pilothouse.access.security.scans.skills import kept_skills
from pilothouse.access.security.scans.tables import SecurityScan
from pilothouse.core.clock import Clock
from pilothouse.core.errors import InvalidInput, TooLarge
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.server.envelope import Page
from pilothouse.shield import trust
from pilothouse.shield.findings import Finding, Severity
from pilothouse.shield.skills import Limits, SkillReport, scan_path, scan_stream

KEEP = timedelta(days=30)
MOST_BYTES = 50_000_000
_LIMITS = Limits(total_bytes=50_000_000, files=5_000, entries=20_000)
_MOST_FINDINGS = 2_000  # of those that are kept, worst first


class ScanService:
    """Scans in a thread, one at a time, and keeps reports. No transaction is open meanwhile."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._turn = asyncio.Semaphore(1)  # a large archive takes a core for seconds

    async def scan_file(
        self, who: Principal, name: str, chunks: AsyncIterator[bytes], caller: Caller = LOCAL
    ) -> ScanRead:
        """Look through an uploaded file: a zip of a skill or folder, or a text.

        Raises:
            InvalidInput: there is nothing in it.
            TooLarge: it has more than `MOST_BYTES`.
        """
        with tempfile.TemporaryDirectory(prefix="pilothouse-scan-") as folder:
            path = Path(folder) / f"upload{PurePath(name).suffix[:12]}"
            size_bytes = await _stored(path, chunks)
            async with self._turn:
                report = await asyncio.to_thread(_scan_file, path, name)
        return await self._keep(who, name, size_bytes, report, caller)

    async def scan_text(self, who: Principal, name: str, text: str, caller: Caller = LOCAL) -> ScanRead:
        """Look through a text."""
        data = text.encode("utf-8", "replace")
        async with self._turn:
            report = await asyncio.to_thread(scan_stream, data, name=name, limits=_LIMITS)
        return await self._keep(who, name, len(data), report, caller)

    async def page(self, who: Principal, limit: int, cursor: str | None) -> Page[ScanSummary]:
        """Return a page of scans, newest first."""
        async with self._database.transaction(who.organization_id) as session:
            rows, next_cursor = await ScanRepository(session).page(who, limit, cursor)
        return Page(items=[ScanSummary.of(row) for row in rows], next_cursor=next_cursor)

    async def get(self, who: Principal, scan_id: UUID) -> ScanRead:
        """Return one scan.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        return ScanRead.of(await self._row(who, scan_id))

    async def report(self, who: Principal, scan_id: UUID) -> SkillReport:
        """Return the engine's own report of a scan, to be written in one of its formats."""
        return _report_of((await self._row(who, scan_id)).report)

    async def _row(self, who: Principal, scan_id: UUID) -> SecurityScan:
        async with self._database.transaction(who.organization_id) as session:
            return await ScanRepository(session).get(who, scan_id)

    async def _keep(self, who: Principal, name: str, size_bytes: int, report: SkillReport, caller: Caller) -> ScanRead:
        now = self._clock.now()
        report = msgspec.structs.replace(report, target=name, findings=report.findings[:_MOST_FINDINGS])
        scored = trust.score([trust.event_of(each, now) for each in report.findings], now=now, is_scanned=True)
        row = SecurityScan(
            id=new_id(),
            organization_id=who.organization_id,
            created_by_id=who.user_id,
            name=printable(name),
            size_bytes=size_bytes,
            worst=None if report.worst is None else int(report.worst),
            findings=len(report.findings),
            trust=scored.score,
            skills=kept_skills(report, now),
            report=report.to_dict(),
            created_at=now,
            expires_at=now + KEEP,
        )
        async with self._database.transaction(who.organization_id) as session:
            session.add(row)
            changes = {"findings": (None, row.findings), "worst": (None, row.worst)}
            await record(
                session, who, "security_scan.create", ("security_scan", row.id), changes=changes, caller=caller
            )
        return ScanRead.of(row)


async def _stored(path: Path, chunks: AsyncIterator[bytes]) -> int:
    size_bytes = 0
    with path.open("wb") as file:
        async for chunk in chunks:
            size_bytes += len(chunk)
            if size_bytes > MOST_BYTES:
                raise TooLarge(
                    f"A scan takes {MOST_BYTES // 1_000_000} MB at most. Leave out what is no text or code.",
                    details={"limit_bytes": MOST_BYTES},
                )
            file.write(chunk)
    if not size_bytes:
        raise InvalidInput("The file is empty; there is nothing to look through.")
    return size_bytes


def _scan_file(path: Path, name: str) -> SkillReport:
    """Scan a zip as the folder it holds, and anything else as one file under its own name."""
    with path.open("rb") as file:
        is_archive = file.read(4) == b"PK\x03\x04"
    if is_archive:
        return _within(scan_path(path, limits=_LIMITS, processes=1), f"{path.name}!/")
    return scan_stream(path.read_bytes(), name=PurePath(name).name or "text", limits=_LIMITS)


def _within(report: SkillReport, prefix: str) -> SkillReport:
    """Name files as they are called inside the archive."""
    return msgspec.structs.replace(
        report,
        findings=tuple(
            msgspec.structs.replace(each, path=each.path and each.path.removeprefix(prefix)) for each in report.findings
        ),
        skills=tuple(msgspec.structs.replace(each, path=each.path.removeprefix(prefix)) for each in report.skills),
        unread=tuple(msgspec.structs.replace(each, path=each.path.removeprefix(prefix)) for each in report.unread),
    )


def _report_of(plain: dict[str, Any]) -> SkillReport:
    """Read what `SkillReport.to_dict` wrote."""
    findings = [
        msgspec.convert(each | {"severity": Severity[each["severity"].upper()]}, Finding) for each in plain["findings"]
    ]
    return msgspec.convert(plain | {"findings": findings}, SkillReport)
