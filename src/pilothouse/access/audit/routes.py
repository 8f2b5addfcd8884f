"""The audit log of the organization."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from pilothouse.access.audit import bodies
from pilothouse.access.audit.export import AuditExport
from pilothouse.access.audit.listing import AuditFilter, AuditListing
from pilothouse.access.audit.schemas import AuditBodyRead, AuditRead, AuditVerification
from pilothouse.access.audit.verifying import AuditVerifier, Known
from pilothouse.core.principal import Principal
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter, Page, file_responses
from pilothouse.server.export import MEDIA_TYPES, Format, file_name
from pilothouse.server.session import SessionDep

router = ApiRouter(prefix="/api/v1/audit", tags=["audit"])

_HASH = "^[0-9a-f]{64}$"

CanReadAudit = Annotated[Principal, require_permission("audit:read")]


class AuditListQuery(AuditFilter):
    """Which entries, and which page of them."""

    limit: int = Field(50, ge=1, le=200, description="How many to return at most.")
    cursor: str | None = Field(None, max_length=500, description="`meta.pagination.next_cursor` of the page before.")


class AuditExportQuery(AuditFilter):
    """Which entries, and as what file."""

    format: Format = "csv"


class VerificationQuery(BaseModel):
    """What was kept of an earlier verification, and where one that was not complete is to go on."""

    model_config = ConfigDict(extra="forbid")

    seq: int | None = Field(None, ge=1, lt=2**62, description="The last entry then.")
    hash: str | None = Field(None, pattern=_HASH, description="Its hash.")
    after_seq: int | None = Field(None, ge=1, lt=2**62, description="last_seq of an answer that was not complete.")
    after_hash: str | None = Field(None, pattern=_HASH, description="Its hash.")

    @model_validator(mode="after")
    def _both_or_none(self) -> "VerificationQuery":
        for seq, digest in ((self.seq, self.hash), (self.after_seq, self.after_hash)):
            if (seq is None) != (digest is None):
                raise ValueError("an entry and its hash go together")
        return self

    def known(self) -> Known | None:
        """Return what was kept, if anything."""
        return _entry(self.seq, self.hash)

    def after(self) -> Known | None:
        """Return where to go on, None for the beginning."""
        return _entry(self.after_seq, self.after_hash)


def _entry(seq: int | None, digest: str | None) -> Known | None:
    return Known(seq, bytes.fromhex(digest)) if seq and digest else None


@router.get("")
async def list_audit(
    wanted: Annotated[AuditListQuery, Query()], who: CanReadAudit, session: SessionDep
) -> Page[AuditRead]:
    """Return what was done in your organization, and what was refused, newest first."""
    rows, cursor = await AuditListing(session).page(who, wanted, wanted.limit, wanted.cursor)
    return Page(items=[AuditRead.of(row) for row in rows], next_cursor=cursor)


@router.get("/export", response_class=StreamingResponse, responses=file_responses(*MEDIA_TYPES.values()))
async def export_audit(
    wanted: Annotated[AuditExportQuery, Query()], who: CanReadAudit, request: Request
) -> StreamingResponse:
    """Download exactly the entries that the same filter lists, as CSV, XLSX, Parquet or JSON lines."""
    export = AuditExport(request.app.state.database, who, wanted)
    return StreamingResponse(
        await export.open(wanted.format),
        media_type=MEDIA_TYPES[wanted.format],
        headers={"Content-Disposition": f'attachment; filename="{file_name("audit", wanted.format)}"'},
    )


@router.get("/verification")
async def verify_audit(
    kept: Annotated[VerificationQuery, Query()], who: CanReadAudit, request: Request
) -> AuditVerification:
    """Check that every entry is there, in its place and unchanged, and that one which you know is still there.

    A long log takes several answers: until one is complete, go on where it ended.
    """
    return await AuditVerifier(request.app.state.database, who).verify(kept.known(), kept.after())


@router.get("/{entry_id}")
async def read_audit_entry(entry_id: UUID, who: CanReadAudit, session: SessionDep) -> AuditRead:
    """Return one entry."""
    return AuditRead.of(await AuditListing(session).get(who, entry_id))


@router.get("/{entry_id}/body")
async def read_audit_body(
    entry_id: UUID, who: Annotated[Principal, require_permission("admin")], session: SessionDep, request: Request
) -> AuditBodyRead:
    """Return what was sent with a change, without its secrets. Of sign-ins, passwords and keys nothing is kept."""
    return await bodies.read(session, request.app.state.identity.seal, who, entry_id)
