"""Confirm an e-mail address, and change it."""

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.deps import SignedInPerson, VerificationServiceDep
from pilothouse.access.identity.recovery.schemas import MailSent
from pilothouse.access.identity.verification.schemas import EmailChange, EmailVerification, EmailVerified
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/auth/email", tags=["auth"])


@router.post("", status_code=202)
async def change_email(
    who: SignedInPerson, form: EmailChange, verification: VerificationServiceDep, caller: CallerDep
) -> MailSent:
    """Change your e-mail: a link goes to the new address, and the old one is told when it is followed."""
    await verification.change(who, form, caller)
    return MailSent(message=f"A link is on its way to {form.email}. Your e-mail changes when you open it.")


@router.post("/verification", status_code=202)
async def send_verification(who: SignedInPerson, verification: VerificationServiceDep, caller: CallerDep) -> MailSent:
    """Send a link that confirms your e-mail; earlier ones stop working."""
    await verification.send(who, caller)
    return MailSent(message="A link is on its way to you.")


@router.post("/verify")
async def verify_email(
    form: EmailVerification, verification: VerificationServiceDep, caller: CallerDep
) -> EmailVerified:
    """Confirm an e-mail by a link that was sent there. It works once."""
    return EmailVerified(email=await verification.confirm(form.token, caller))
