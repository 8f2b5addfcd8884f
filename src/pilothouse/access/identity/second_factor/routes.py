"""The second step of a sign-in; one's own second factors; what an organization requires."""

from typing import Annotated
from uuid import UUID

from fastapi import Request

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.browser import require_own_origin
from pilothouse.access.identity.deps import (
    IdentityDep,
    SecondFactorServiceDep,
    SecondStepServiceDep,
    SignedInPerson,
    SignInPolicyServiceDep,
)
from pilothouse.access.identity.second_factor.schemas import (
    AppConfirm,
    AppSetUp,
    LoginStepCode,
    LoginStepRead,
    LoginStepToken,
    OwnPassword,
    RecoveryCodes,
    SecondFactorRead,
    SetUpResult,
    SignInPolicy,
)
from pilothouse.access.identity.sessions.answers import AnswersDep
from pilothouse.access.identity.sessions.schemas import LoginResult
from pilothouse.core.principal import Principal
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter

of_sign_in = ApiRouter(prefix="/api/v1/auth/login", tags=["auth"])
router = ApiRouter(prefix="/api/v1/auth/second-factor", tags=["auth"])
of_users = ApiRouter(prefix="/api/v1/users", tags=["users"])
policy = ApiRouter(prefix="/api/v1/sign-in-policy", tags=["users"])


@of_sign_in.post("/step")
async def look_at_login_step(form: LoginStepToken, steps: SecondStepServiceDep) -> LoginStepRead:
    """Return what a sign-in waits for whose first step was answered with `second_factor_needed`."""
    return await steps.look(form.token)


@of_sign_in.post("/code")
async def login_by_code(
    *,
    form: LoginStepCode,
    request: Request,
    answers: AnswersDep,
    identity: IdentityDep,
    steps: SecondStepServiceDep,
    caller: CallerDep,
) -> LoginResult:
    """Go on signing in with a code of the authenticator app, or a recovery code. Each code works once."""
    require_own_origin(request, identity.allowed_origins)
    signed_in = await steps.by_code(form.token, form.code, caller)
    return answers.give(signed_in, in_body=form.delivery == "body")


@of_sign_in.post("/app")
async def set_up_app_to_login(form: LoginStepToken, steps: SecondStepServiceDep) -> AppSetUp:
    """Begin an authenticator app on the way in, where your organization requires a second factor and you have none."""
    return await steps.set_up(form.token)


@of_sign_in.post("/app/confirm")
async def confirm_app_to_login(
    *,
    form: LoginStepCode,
    request: Request,
    answers: AnswersDep,
    identity: IdentityDep,
    steps: SecondStepServiceDep,
    caller: CallerDep,
) -> SetUpResult:
    """Enter the first code of that app, and sign in."""
    require_own_origin(request, identity.allowed_origins)
    signed_in, codes = await steps.confirm_set_up(form.token, form.code, caller)
    result = answers.give(signed_in, in_body=form.delivery == "body")
    return SetUpResult(**result.model_dump(), recovery_codes=codes)


@router.get("")
async def read_second_factor(who: SignedInPerson, factors: SecondFactorServiceDep) -> SecondFactorRead:
    """Return which second factors you have."""
    return await factors.read(who)


@router.post("/app", status_code=201)
async def set_up_app(
    who: SignedInPerson, form: OwnPassword, factors: SecondFactorServiceDep, caller: CallerDep
) -> AppSetUp:
    """Begin an authenticator app. It counts once you have entered its first code."""
    return await factors.set_up_app(who, form.password, caller)


@router.post("/app/confirm")
async def confirm_app(
    who: SignedInPerson, form: AppConfirm, factors: SecondFactorServiceDep, caller: CallerDep
) -> RecoveryCodes:
    """Add the app that was begun: enter the code that it shows. From now on signing in asks for one."""
    return await factors.confirm_app(who, form.code, caller)


@router.post("/app/remove")
async def remove_app(
    who: SignedInPerson, form: OwnPassword, factors: SecondFactorServiceDep, caller: CallerDep
) -> None:
    """Remove your authenticator app."""
    await factors.remove_app(who, form.password, caller)


@router.post("/recovery-codes", status_code=201)
async def renew_recovery_codes(
    who: SignedInPerson, form: OwnPassword, factors: SecondFactorServiceDep, caller: CallerDep
) -> RecoveryCodes:
    """Make new recovery codes; the old ones stop working."""
    return await factors.renew_recovery_codes(who, form.password, caller)


@of_users.delete("/{user_id}/second-factor")
async def reset_second_factor(
    who: Annotated[Principal, require_permission("users:write")],
    user_id: UUID,
    factors: SecondFactorServiceDep,
    caller: CallerDep,
) -> None:
    """Remove every second factor of a user whose devices are lost. They are signed out, and told by mail."""
    await factors.reset(who, user_id, caller)


@policy.get("")
async def read_sign_in_policy(
    who: Annotated[Principal, require_permission("users:read")], policies: SignInPolicyServiceDep
) -> SignInPolicy:
    """Return what your organization asks of its members when they sign in."""
    return await policies.read(who)


@policy.put("")
async def set_sign_in_policy(
    who: Annotated[Principal, require_permission("admin")],
    form: SignInPolicy,
    policies: SignInPolicyServiceDep,
    caller: CallerDep,
) -> SignInPolicy:
    """Require a second factor of every member, or no longer. API keys go on working."""
    return await policies.set(who, form, caller)
