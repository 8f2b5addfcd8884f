"""Hand a client the tokens of a login session that has just begun: in cookies, or in the answer."""

from typing import Annotated

from fastapi import Depends, Request, Response

from pilothouse.access.identity.deps import IdentityDep
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.sessions.cookies import SessionCookies
from pilothouse.access.identity.sessions.schemas import LoginResult
from pilothouse.access.identity.sessions.service import SignedIn


class Answers:
    """Answers one request."""

    def __init__(self, request: Request, response: Response, identity: Identity) -> None:
        self._settings = identity.settings
        self._cookies = SessionCookies(request, response, identity.settings)

    def give(self, signed_in: SignedIn, *, in_body: bool) -> LoginResult:
        """Return the answer to a client that is signed in, and set its cookies unless it wants them in the body."""
        if not in_body:
            self._cookies.give(signed_in)
        return LoginResult(
            user=signed_in.me,
            access_token=signed_in.access_token if in_body else None,
            refresh_token=signed_in.refresh_token if in_body else None,
            expires_in_s=self._settings.access_token_lifetime_s,
        )

    def take(self) -> None:
        """Clear the cookies."""
        self._cookies.take()


async def get_answers(request: Request, response: Response, identity: IdentityDep) -> Answers:
    """Build what answers the present request."""
    return Answers(request, response, identity)


AnswersDep = Annotated[Answers, Depends(get_answers)]
