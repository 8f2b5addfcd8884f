"""One's own organization as a whole."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import StreamingResponse

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.deps import OrganizationServiceDep, signed_in_person
from pilothouse.access.identity.organizations.export import OrganizationExport
from pilothouse.access.identity.organizations.schemas import ErasureRequest, OrganizationStanding
from pilothouse.core.principal import Principal
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter, file_responses

router = ApiRouter(prefix="/api/v1/organization", tags=["users"])

Admin = Annotated[Principal, require_permission("admin")]


@router.get("")
async def read_organization(who: Admin, organizations: OrganizationServiceDep) -> OrganizationStanding:
    """Return your organization, and whether it is to be erased."""
    return await organizations.read(who)


@router.get("/export", response_class=StreamingResponse, responses=file_responses("application/zip"))
async def export_organization(
    who: Admin, organizations: OrganizationServiceDep, request: Request, caller: CallerDep
) -> StreamingResponse:
    """Download everything your organization has: JSON lines per table, its files, and a README that says what is what.

    Passwords, keys and tokens are left out.
    """
    await organizations.exporting(who, caller)
    export = OrganizationExport(request.app.state.database, request.app.state.blobs, who.organization_id)
    headers = {"Content-Disposition": 'attachment; filename="organization.zip"'}
    return StreamingResponse(export.open(), media_type="application/zip", headers=headers)


@router.post("/erasure", dependencies=[Depends(signed_in_person)])
async def erase_organization(
    who: Admin, form: ErasureRequest, organizations: OrganizationServiceDep, caller: CallerDep
) -> OrganizationStanding:
    """Have your organization erased in seven days, with everything in it. Until then only administrators get in."""
    return await organizations.request_erasure(who, form, caller)


@router.delete("/erasure", dependencies=[Depends(signed_in_person)])
async def restore_organization(
    who: Admin, organizations: OrganizationServiceDep, caller: CallerDep
) -> OrganizationStanding:
    """Let your organization go on: it is not erased, and everybody gets in again."""
    return await organizations.take_back(who, caller)
