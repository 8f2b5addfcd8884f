"""One's own passkeys, and signing in by one."""

from uuid import UUID

from fastapi import Request

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.browser import require_own_origin
from pilothouse.access.identity.deps import IdentityDep, PasskeyLoginServiceDep, PasskeyServiceDep, SignedInPerson
from pilothouse.access.identity.passkeys.schemas import (
    PasskeyAsk,
    PasskeyCreate,
    PasskeyCreated,
    PasskeyLogin,
    PasskeyOptions,
    PasskeyRead,
    PasskeyUpdate,
)
from pilothouse.access.identity.second_factor.schemas import OwnPassword
from pilothouse.access.identity.sessions.answers import AnswersDep
from pilothouse.access.identity.sessions.schemas import LoginResult
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/auth/passkeys", tags=["auth"])
of_sign_in = ApiRouter(prefix="/api/v1/auth/login/passkey", tags=["auth"])


@router.get("")
async def list_passkeys(who: SignedInPerson, passkeys: PasskeyServiceDep) -> list[PasskeyRead]:
    """Return your passkeys, oldest first."""
    return await passkeys.list(who)


@router.post("/options")
async def ask_for_new_passkey(
    who: SignedInPerson, form: OwnPassword, passkeys: PasskeyServiceDep, caller: CallerDep
) -> PasskeyOptions:
    """Return what your browser asks a device for to make a passkey."""
    return await passkeys.options(who, form.password, caller)


@router.post("", status_code=201)
async def add_passkey(
    who: SignedInPerson, form: PasskeyCreate, passkeys: PasskeyServiceDep, caller: CallerDep
) -> PasskeyCreated:
    """Add the passkey that a device has made. From now on signing in by password asks for a second factor."""
    return await passkeys.add(who, form, caller)


@router.patch("/{passkey_id}")
async def rename_passkey(
    who: SignedInPerson, passkey_id: UUID, form: PasskeyUpdate, passkeys: PasskeyServiceDep, caller: CallerDep
) -> PasskeyRead:
    """Give a passkey another name."""
    return await passkeys.rename(who, passkey_id, form.name, caller)


@router.post("/{passkey_id}/remove")
async def remove_passkey(
    who: SignedInPerson, passkey_id: UUID, form: OwnPassword, passkeys: PasskeyServiceDep, caller: CallerDep
) -> None:
    """Remove a passkey."""
    await passkeys.remove(who, passkey_id, form.password, caller)


@of_sign_in.post("/options")
async def ask_for_passkey(form: PasskeyAsk, logins: PasskeyLoginServiceDep) -> PasskeyOptions:
    """Return what your browser asks a device to sign."""
    return await logins.options(form.token)


@of_sign_in.post("")
async def login_by_passkey(
    *,
    form: PasskeyLogin,
    request: Request,
    answers: AnswersDep,
    identity: IdentityDep,
    logins: PasskeyLoginServiceDep,
    caller: CallerDep,
) -> LoginResult:
    """Sign in by a passkey, without a password; or with it as the second step of a sign-in."""
    require_own_origin(request, identity.allowed_origins)
    if form.token is None:
        signed_in = await logins.login(form.credential, caller)
    else:
        signed_in = await logins.second_step(form.token, form.credential, caller)
    return answers.give(signed_in, in_body=form.delivery == "body")
