"""Invite somebody to the organization, and accept an invitation."""

from typing import Annotated
from uuid import UUID

from fastapi import Request

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.browser import require_own_origin
from pilothouse.access.identity.deps import IdentityDep, InvitationServiceDep, JoiningServiceDep
from pilothouse.access.identity.invitations.schemas import (
    InvitationAccept,
    InvitationCreate,
    InvitationLook,
    InvitationRead,
    InvitationShown,
)
from pilothouse.access.identity.sessions.answers import AnswersDep
from pilothouse.access.identity.sessions.schemas import LoginResult
from pilothouse.core.principal import Principal
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit

router = ApiRouter(prefix="/api/v1/invitations", tags=["users"])
of_the_invited = ApiRouter(prefix="/api/v1/auth/invitations", tags=["auth"])

CanReadUsers = Annotated[Principal, require_permission("users:read")]
CanWriteUsers = Annotated[Principal, require_permission("users:write")]


@router.get("")
async def list_invitations(
    who: CanReadUsers, invitations: InvitationServiceDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[InvitationRead]:
    """Return the invitations to your organization, newest first."""
    return await invitations.list(who, limit, cursor)


@router.post("", status_code=201)
async def create_invitation(
    who: CanWriteUsers, form: InvitationCreate, invitations: InvitationServiceDep, caller: CallerDep
) -> InvitationRead:
    """Invite somebody by e-mail. An earlier invitation of the same address stops working."""
    return await invitations.create(who, form, caller)


@router.delete("/{invitation_id}")
async def revoke_invitation(
    who: CanWriteUsers, invitation_id: UUID, invitations: InvitationServiceDep, caller: CallerDep
) -> InvitationRead:
    """Take an invitation back; its link stops working."""
    return await invitations.revoke(who, invitation_id, caller)


@of_the_invited.post("/look")
async def look_at_invitation(form: InvitationLook, joining: JoiningServiceDep) -> InvitationShown:
    """Return what an invitation, or a sign-up, is to. By POST, so that its token stands in no log."""
    return await joining.look(form.token)


@of_the_invited.post("/accept", status_code=201)
async def accept_invitation(
    *,
    form: InvitationAccept,
    request: Request,
    answers: AnswersDep,
    identity: IdentityDep,
    joining: JoiningServiceDep,
    caller: CallerDep,
) -> LoginResult:
    """Make the account that an invitation or a sign-up is for, and sign in. Its link works once."""
    require_own_origin(request, identity.allowed_origins)
    signed_in = await joining.accept(form, caller)
    return answers.give(signed_in, in_body=form.delivery == "body")
