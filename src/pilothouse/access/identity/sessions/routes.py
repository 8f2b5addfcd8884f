"""Sign in, stay in, sign out; who am I."""

from fastapi import Request, Response

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.browser import CSRF_HEADER, require_own_origin
from pilothouse.access.identity.deps import IdentityDep, LoginServiceDep
from pilothouse.access.identity.errors import NotSignedIn, SignUpClosed
from pilothouse.access.identity.sessions.cookies import REFRESH_COOKIE, SessionCookies
from pilothouse.access.identity.sessions.schemas import LoginRequest, LoginResult, Me, RefreshRequest, RegisterRequest
from pilothouse.access.identity.sessions.service import SignedIn
from pilothouse.server.auth import CurrentPrincipal
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/auth", tags=["auth"])


@router.post("/login")
async def login(
    *,
    form: LoginRequest,
    request: Request,
    response: Response,
    identity: IdentityDep,
    logins: LoginServiceDep,
    caller: CallerDep,
) -> LoginResult:
    """Sign in with e-mail and password."""
    require_own_origin(request, identity.allowed_origins)
    signed_in = await logins.login(form.email, form.password, caller)
    if form.delivery == "cookie":
        SessionCookies(request, response, identity.settings).give(signed_in)
    return _result(signed_in, identity.settings.access_token_lifetime_s, in_body=form.delivery == "body")


@router.post("/refresh")
async def refresh(
    *,
    request: Request,
    response: Response,
    identity: IdentityDep,
    logins: LoginServiceDep,
    caller: CallerDep,
    form: RefreshRequest | None = None,
) -> LoginResult:
    """Renew the access token. The refresh token is renewed too, and using an old one ends the login session."""
    token, csrf_token = _refresh_token(request, form)
    if token is None:
        raise NotSignedIn("There is no refresh token in the body or the cookies; sign in.")
    signed_in = await logins.refresh(token, csrf_token, caller)
    if csrf_token is not None:
        SessionCookies(request, response, identity.settings).give(signed_in)
    return _result(signed_in, identity.settings.access_token_lifetime_s, in_body=csrf_token is None)


@router.post("/logout")
async def logout(
    *,
    request: Request,
    response: Response,
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
        SessionCookies(request, response, identity.settings).take()


@router.get("/me")
async def read_me(who: CurrentPrincipal, logins: LoginServiceDep) -> Me:
    """Return who you are and what you may do."""
    return await logins.me(who)


@router.post("/register", status_code=201)
async def register(form: RegisterRequest) -> LoginResult:  # noqa: ARG001  # its shape is checked, and documented
    """Make an account of your own, where sign-up is open."""
    raise SignUpClosed


def _refresh_token(request: Request, form: RefreshRequest | None) -> tuple[str | None, str | None]:
    """Return the refresh token, and what came in X-CSRF-Token when the token is a cookie (else null: no check)."""
    if form is not None and form.refresh_token:
        return form.refresh_token, None
    cookie = request.cookies.get(REFRESH_COOKIE)
    return cookie, request.headers.get(CSRF_HEADER, "") if cookie else None


def _result(signed_in: SignedIn, expires_in_s: int, *, in_body: bool) -> LoginResult:
    return LoginResult(
        user=signed_in.me,
        access_token=signed_in.access_token if in_body else None,
        refresh_token=signed_in.refresh_token if in_body else None,
        expires_in_s=expires_in_s,
    )
