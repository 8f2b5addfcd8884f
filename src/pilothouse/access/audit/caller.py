"""Where a request came from."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

_LONGEST_USER_AGENT = 300


@dataclass(frozen=True, slots=True)
class Caller:
    """The place a request was made from; both null when it was made inside this process."""

    ip_address: str | None = None
    user_agent: str | None = None


LOCAL = Caller()


def caller_of(connection: HTTPConnection) -> Caller:
    """Return where a request came from, as far as the server that accepted it knows."""
    user_agent = connection.headers.get("user-agent", "")[:_LONGEST_USER_AGENT]
    return Caller(connection.client.host if connection.client else None, user_agent or None)


async def get_caller(connection: HTTPConnection) -> Caller:
    """Return where the present request came from."""
    return caller_of(connection)


CallerDep = Annotated[Caller, Depends(get_caller)]
