"""Sign in, stay in, sign out; who am I."""

from fastapi import Request

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.browser import CSRF_HEADER, require_own_origin
from pilothouse.access.identity.deps import IdentityDep, LoginServiceDep, SignedInPerson, UserServiceDep
from pilothouse.access.identity.errors import NotSignedIn
from pilothouse.access.identity.sessions.answers import AnswersDep
from pilothouse.access.identity.sessions.cookies import REFRESH_COOKIE
from pilothouse.access.identity.sessions.schemas import LoginRequest, LoginResult, Me, MeUpdate, RefreshRequest
from pilothouse.access.identity.users.schemas import UserUpdate
from pilothouse.server.auth import CurrentPrincipal
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/auth", tags=["auth"])


@router.post("/login")
async def login(
    *,
    form: LoginRequest,
    request: Request,
    answers: AnswersDep,
    identity: IdentityDep,
    logins: LoginServiceDep,
    caller: CallerDep,
) -> LoginResult:
    """Sign in with e-mail and password."""
    require_own_origin(request, identity.allowed_origins)
    signed_in = await logins.login(form.email, form.password, caller)
    return answers.give(signed_in, in_body=form.delivery == "body")


@router.post("/refresh")
async def refresh(
    *,
    request: Request,
    answers: AnswersDep,
    logins: LoginServiceDep,
    caller: CallerDep,
    form: RefreshRequest | None = None,
) -> LoginResult:
    """Renew the access token. The refresh token is renewed too, and using an old one ends the login session."""
    token, csrf_token = _refresh_token(request, form)
    if token is None:
        raise NotSignedIn("There is no refresh token in the body or the cookies; sign in.")
    signed_in = await logins.refresh(token, csrf_token, caller)
    return answers.give(signed_in, in_body=csrf_token is None)


@router.post("/logout")
async def logout(
    *,
    request: Request,
    answers: AnswersDep,
    identity: IdentityDep,
    logins: LoginServiceDep,
    caller: CallerDep,
    form: RefreshRequest | None = None,
) -> None:
    """End this login session, at once and everywhere. Doing it twice is the same as once."""
    token, csrf_token = _refresh_token(request, form)
    try:
        if token is not None:
            await logins.logout(token, csrf_token, caller)
        else:
            await logins.logout_session(await identity.authenticate(request), caller)
    except NotSignedIn:
        pass  # it has ended already, which is what was asked for
    if token is None or csrf_token is not None:  # a program that names its own token leaves the browser's cookies alone
        answers.take()


@router.get("/me")
async def read_me(who: CurrentPrincipal, logins: LoginServiceDep) -> Me:
    """Return who you are and what you may do."""
    return await logins.me(who)


@router.patch("/me")
async def update_me(
    who: SignedInPerson, form: MeUpdate, users: UserServiceDep, logins: LoginServiceDep, caller: CallerDep
) -> Me:
    """Change what you are called, or the time zone that you read times in."""
    await users.update(who, who.user_id, UserUpdate(**form.model_dump(exclude_unset=True)), caller)
    return await logins.me(who)


def _refresh_token(request: Request, form: RefreshRequest | None) -> tuple[str | None, str | None]:
    """Return the refresh token, and what came in X-CSRF-Token when the token is a cookie (else null: no check)."""
    if form is not None and form.refresh_token:
        return form.refresh_token, None
    cookie = REFRESH_COOKIE.read(request)
    return cookie, request.headers.get(CSRF_HEADER, "") if cookie else None
