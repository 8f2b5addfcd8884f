"""The three cookies of a login session.

`SameSite=Strict` costs nothing here: following a link from elsewhere loads the page, which needs no cookie, and the
page's own requests then carry them.
"""

from starlette.requests import Request
from starlette.responses import Response

from pilothouse.access.identity.cookie_name import CookieName
from pilothouse.access.identity.credentials import ACCESS_COOKIE
from pilothouse.access.identity.sessions.service import SignedIn
from pilothouse.access.settings import AccessSettings
from pilothouse.server.settings import ServerSettings

REFRESH_COOKIE = CookieName("pilothouse_refresh", "__Secure-")  # `__Host-` would send it to every path
CSRF_COOKIE = CookieName("pilothouse_csrf", "__Host-")
REFRESH_PATH = "/api/v1/auth"


class SessionCookies:
    """Sets and clears the cookies on a response to a request."""

    def __init__(self, request: Request, response: Response, settings: AccessSettings) -> None:
        self._response = response
        self._settings = settings
        server: ServerSettings = request.app.state.server_settings
        self._refresh_path = f"{server.base_path}{REFRESH_PATH}"
        self._secure = settings.cookie_secure == "always" or request.url.scheme == "https"

    def give(self, signed_in: SignedIn) -> None:
        """Hand a browser its tokens: two that only it can read, and one for the page to repeat."""
        settings = self._settings
        self._set(ACCESS_COOKIE, signed_in.access_token, settings.access_token_lifetime_s)
        self._set(CSRF_COOKIE, signed_in.csrf_token, settings.refresh_token_lifetime_s, http_only=False)
        if signed_in.refresh_token:
            lifetime_s = settings.refresh_token_lifetime_s
            self._set(REFRESH_COOKIE, signed_in.refresh_token, lifetime_s, path=self._refresh_path)

    def take(self) -> None:
        """Clear them."""
        self._set(ACCESS_COOKIE, "", 0)
        self._set(CSRF_COOKIE, "", 0, http_only=False)
        self._set(REFRESH_COOKIE, "", 0, path=self._refresh_path)

    def _set(self, cookie: CookieName, value: str, lifetime_s: int, *, path: str = "/", http_only: bool = True) -> None:
        name = cookie.written(is_secure=self._secure)
        self._response.set_cookie(
            name, value, max_age=lifetime_s, path=path, secure=self._secure, httponly=http_only, samesite="strict"
        )
