"""Choose a new password."""

from typing import Annotated
from uuid import UUID

from fastapi import BackgroundTasks

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.afterwards import afterwards
from pilothouse.access.identity.deps import RecoveryServiceDep, SignedInPerson
from pilothouse.access.identity.recovery.schemas import (
    ForgotPassword,
    MailSent,
    PasswordChange,
    PasswordLink,
    PasswordReset,
)
from pilothouse.core.principal import Principal
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/auth/password", tags=["auth"])
of_users = ApiRouter(prefix="/api/v1/users", tags=["users"])

_SENT = "If somebody has this e-mail, a link to choose a new password is on its way to it."


@router.post("")
async def change_password(
    who: SignedInPerson, form: PasswordChange, recovery: RecoveryServiceDep, caller: CallerDep
) -> None:
    """Change your password. Your other login sessions end, and you are told by mail."""
    await recovery.change(who, form, caller)


@router.post("/forgot", status_code=202)
async def forgot_password(
    form: ForgotPassword, recovery: RecoveryServiceDep, caller: CallerDep, background: BackgroundTasks
) -> MailSent:
    """Ask for a link to choose a new password. The answer is the same whether anybody has the e-mail or not."""
    recovery.allow(form.email, caller)
    background.add_task(afterwards, lambda: recovery.send_link(form.email, caller))
    return MailSent(message=_SENT)


@router.post("/reset")
async def reset_password(form: PasswordReset, recovery: RecoveryServiceDep, caller: CallerDep) -> None:
    """Choose a new password by a link that was sent to you. It works once; all your login sessions end."""
    await recovery.reset(form.token, form.password, caller)


@of_users.post("/{user_id}/password-link", status_code=201)
async def make_password_link(
    who: Annotated[Principal, require_permission("users:write")],
    user_id: UUID,
    recovery: RecoveryServiceDep,
    caller: CallerDep,
) -> PasswordLink:
    """Make a link with which a user chooses a new password, to hand over where no mail arrives. They are told."""
    return await recovery.make_link(who, user_id, caller)
