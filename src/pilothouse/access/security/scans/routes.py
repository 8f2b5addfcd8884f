"""Scans over HTTP."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Response, UploadFile

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.security.deps import CanReadSecurity, CanWriteSecurity, SecurityDep
from pilothouse.access.security.scans.schemas import ScanRead, ScanSummary, ScanText
from pilothouse.core import json
from pilothouse.server.envelope import ApiRouter, Page, file_responses
from pilothouse.server.paging import Cursor, Limit
from pilothouse.shield.reports import to_html, to_sarif

router = ApiRouter(prefix="/api/v1/security/scans", tags=["security"])

_CHUNK_BYTES = 1 << 20


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK_BYTES):
        yield chunk


@router.post("", status_code=201)
async def scan_upload(who: CanWriteSecurity, security: SecurityDep, file: UploadFile, caller: CallerDep) -> ScanRead:
    """Look through one file as multipart field `file`: a zip of a skill or folder, or a text; up to 50 MB.

    The file itself is not kept; the report is, for 30 days.
    """
    return await security.scans.scan_file(who, file.filename or "upload", _chunks(file), caller)


@router.post("/text", status_code=201)
async def scan_pasted(wanted: ScanText, who: CanWriteSecurity, security: SecurityDep, caller: CallerDep) -> ScanRead:
    """Look through a text: instructions, code, a manifest of tools."""
    return await security.scans.scan_text(who, wanted.name, wanted.text, caller)


@router.get("")
async def list_scans(
    who: CanReadSecurity, security: SecurityDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[ScanSummary]:
    """List scans, newest first."""
    return await security.scans.page(who, limit, cursor)


@router.get("/{scan_id}")
async def read_scan(scan_id: UUID, who: CanReadSecurity, security: SecurityDep) -> ScanRead:
    """Return one scan with everything it found."""
    return await security.scans.get(who, scan_id)


@router.get("/{scan_id}/report", response_class=Response, responses=file_responses("application/json", "text/html"))
async def download_report(
    scan_id: UUID,
    who: CanReadSecurity,
    security: SecurityDep,
    form: Annotated[Literal["sarif", "json", "html"], Query(alias="format")] = "sarif",
) -> Response:
    """Download the report: SARIF 2.1 for other programs, JSON, or a page that stands alone."""
    report = await security.scans.report(who, scan_id)
    name = f'attachment; filename="scan-{scan_id}.{form}"'
    if form == "html":
        return Response(to_html(report), media_type="text/html", headers={"Content-Disposition": name})
    body = json.dumps(to_sarif(report)) if form == "sarif" else report.to_json()
    return Response(body, media_type="application/json", headers={"Content-Disposition": name})
