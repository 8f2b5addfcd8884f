"""Make an account of one's own."""

from fastapi import BackgroundTasks

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.afterwards import afterwards
from pilothouse.access.identity.deps import SignUpServiceDep
from pilothouse.access.identity.recovery.schemas import MailSent
from pilothouse.access.identity.sign_up.schemas import RegisterRequest
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/auth", tags=["auth"])


@router.post("/register", status_code=202)
async def register(
    form: RegisterRequest, sign_up: SignUpServiceDep, caller: CallerDep, background: BackgroundTasks
) -> MailSent:
    """Make an account and an organization of your own, where sign-up is open. A link to confirm it comes by mail."""
    sign_up.allow(form, caller)
    background.add_task(afterwards, lambda: sign_up.begin(form, caller))
    return MailSent(message="A letter is on its way to this address. Open its link to choose a password.")
