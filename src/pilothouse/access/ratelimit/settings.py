"""How often somebody may ask. `pilothouse.settings` reads these from the environment."""

from dataclasses import dataclass
from typing import Any, Literal

import limits
from pydantic import BaseModel, Field, field_validator

from pilothouse.access.ratelimit.limit import Limit

_METHODS = frozenset({"*", "DELETE", "GET", "PATCH", "POST", "PUT"})


@dataclass(frozen=True, slots=True)
class EndpointLimit:
    """A limit on a group of routes, for each user: those below a path, of one method or `*`."""

    method: str
    path: str
    limit: Limit

    def applies_to(self, method: str, route: str) -> bool:
        """Tell whether a route, as it is declared, belongs to the group."""
        return self.method in {"*", method} and f"{route}/".startswith(f"{self.path}/")

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


class RateLimitSettings(BaseModel):
    """Requests that may be made under `/api/v1`, and attempts to get in. 0 switches a limit off."""

    user_per_minute: int = Field(default=100, ge=0, description="Requests of a user a minute, all their keys together.")
    organization_per_minute: int = Field(default=1000, ge=0, description="Requests of an organization a minute.")
    key_per_minute: int = Field(
        default=0, ge=0, description="Requests of an API key a minute, where the key has no limit of its own."
    )
    attempts_per_minute: int = Field(
        default=20, ge=0, description="Sign-ins, sign-ups and resets a minute from one address."
    )
    endpoints: list[str] = Field(
        default=[],
        description="Limits of a user on routes below a path, separated by semicolons:"
        " `POST /api/v1/files 30/minute; * /api/v1/analytics 20/minute`.",
    )
    store: Literal["auto", "memory", "postgres", "redis"] = Field(
        default="auto",
        description="Where requests are counted. `auto`: Redis if REDIS_URL is set, PostgreSQL if it is not embedded"
        " (processes lease tokens in blocks), else memory of the process.",
    )

    @field_validator("endpoints", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        """Take the list that an environment variable holds."""
        return [part.strip() for part in value.split(";") if part.strip()] if isinstance(value, str) else value

    @field_validator("endpoints")
    @classmethod
    def _check(cls, endpoints: list[str]) -> list[str]:
        for endpoint in endpoints:
            parse_endpoint(endpoint)
        return endpoints

    def endpoint_limits(self) -> tuple[EndpointLimit, ...]:
        """Return the limits that `endpoints` describes."""
        return tuple(parse_endpoint(endpoint) for endpoint in self.endpoints)


def parse_endpoint(text: str) -> EndpointLimit:
    """Read `METHOD path amount/window`; the window is a second, minute, hour or day, or several: `5/10 minutes`.

    Raises:
        ValueError: it does not read like that.
    """
    method, path, notation = [*text.split(maxsplit=2), "", "", ""][:3]
    if method not in _METHODS or not path.startswith("/"):
        raise ValueError(f"{text!r} is not a limit; write it like POST /api/v1/files 30/minute")
    try:
        item = limits.parse(notation)
    except ValueError as error:
        raise ValueError(f"{notation!r} is not a rate; write it like 30/minute") from error
    return EndpointLimit(method, path.rstrip("/"), Limit(item.amount, item.get_expiry()))
