"""Sign in with an account elsewhere."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.browser import require_own_origin
from pilothouse.access.identity.cookie_name import CookieName
from pilothouse.access.identity.deps import IdentityDep, OidcServiceDep
from pilothouse.access.identity.oidc.errors import OidcRefused
from pilothouse.access.identity.oidc.flow import LIFETIME_S
from pilothouse.access.identity.oidc.schemas import IssuerRead, OidcStart, OidcStarted, WaysIn
from pilothouse.access.identity.second_factor.errors import SecondFactorNeeded
from pilothouse.access.identity.sessions.cookies import SessionCookies
from pilothouse.access.settings import ISSUER_NAME
from pilothouse.core.errors import PilothouseError
from pilothouse.server.envelope import ApiRouter
from pilothouse.server.settings import ServerSettings

router = ApiRouter(prefix="/api/v1/auth", tags=["auth"])

_COOKIE = CookieName("pilothouse_oidc", "__Secure-")
_TO_PAGE: dict[int | str, dict[str, Any]] = {
    303: {"description": "On to the dashboard, signed in or with what went wrong in the address."}
}
IssuerName = Annotated[str, Path(pattern=ISSUER_NAME, max_length=32)]


@router.get("/ways")
async def list_ways_in(identity: IdentityDep) -> WaysIn:
    """Return how one can sign in here."""
    issuers = [IssuerRead(name=name, label=each.label or name) for name, each in identity.settings.oidc.items()]
    return WaysIn(issuers=issuers, sign_up=identity.settings.sign_up)


@router.post("/oidc/{issuer}/start")
async def start_oidc(
    issuer: IssuerName,
    form: OidcStart,
    request: Request,
    response: Response,
    identity: IdentityDep,
    oidc: OidcServiceDep,
) -> OidcStarted:
    """Begin to sign in with an account elsewhere; send the browser to the address that comes back."""
    require_own_origin(request, identity.allowed_origins)
    departure = await oidc.begin(issuer, form.next, form.invitation)
    _set(request, response, departure.cookie, LIFETIME_S)
    return OidcStarted(url=departure.address)


@router.get("/oidc/{issuer}/callback", status_code=303, response_class=RedirectResponse, responses=_TO_PAGE)
async def finish_oidc(
    *,
    issuer: IssuerName,
    request: Request,
    identity: IdentityDep,
    oidc: OidcServiceDep,
    caller: CallerDep,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
) -> RedirectResponse:
    """Come back from the issuer. For browsers only: the answer leads to the dashboard."""
    try:
        flow = oidc.flow_of(issuer, state, _COOKIE.read(request))
    except OidcRefused as refused:
        return _to_page(request, _words_for(refused))
    try:
        signed_in = await oidc.finish(flow, "" if error else code, caller)
    except SecondFactorNeeded as needed:
        # behind "#": browsers keep that to themselves
        return _to_page(request, f"/sign-in?next={quote(flow.next_path, safe='')}#step={needed.details['token']}")
    except PilothouseError as refused:
        return _to_page(request, _words_for(refused))
    answer = _to_page(request, flow.next_path)
    SessionCookies(request, answer, identity.settings).give(signed_in)
    return answer


def _words_for(refused: PilothouseError) -> str:
    problem = refused.problem if isinstance(refused, OidcRefused) else "failed"
    return f"/sign-in?problem={problem}"


def _to_page(request: Request, path: str) -> RedirectResponse:
    server: ServerSettings = request.app.state.server_settings
    answer = RedirectResponse(f"{server.base_path}{path}", status_code=303)
    _set(request, answer, "", 0)  # the flow is over, however it ended
    return answer


def _set(request: Request, response: Response, value: str, lifetime_s: int) -> None:
    """Set the cookie of a flow. Lax: the browser comes back from another site, and must bring it."""
    server: ServerSettings = request.app.state.server_settings
    is_secure = request.url.scheme == "https"
    response.set_cookie(
        _COOKIE.written(is_secure=is_secure),
        value,
        max_age=lifetime_s,
        path=f"{server.base_path}/api/v1/auth/oidc",
        secure=is_secure,
        httponly=True,
        samesite="lax",
    )
