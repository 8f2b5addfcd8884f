"""Who calls, and for what: the key and the headers of a request on the wires."""

from collections.abc import Mapping
from uuid import UUID

from pilothouse.core.errors import InvalidInput, Unauthenticated
from pilothouse.core.ids import MissionId
from pilothouse.core.principal import Principal
from pilothouse.gateway.calls.context import CallContext

_LONGEST_NAME = 200
_MOST_TAGS = 20
_LONGEST_TAG = 64


class KeyMissing(Unauthenticated):
    """No API key came with the request."""

    def __init__(self) -> None:
        super().__init__(
            "Send an API key of Pilothouse as `Authorization: Bearer …` or `x-api-key: …`; "
            "`pilothouse keys create` makes one."
        )


def credential_in(headers: Mapping[str, str]) -> str:
    """Return the key that a client of either vendor sends.

    Raises:
        KeyMissing: there is none.
    """
    if (key := headers.get("x-api-key", "").strip()) or (key := headers.get("api-key", "").strip()):
        return key
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not value.strip():
        raise KeyMissing
    return value.strip()


def call_context(principal: Principal, headers: Mapping[str, str], request_id: str) -> CallContext:
    """Read what a call counts towards from `x-pilothouse-agent`, `-mission`, `-conversation` and `-tags`.

    Raises:
        InvalidInput: one of them cannot be read; the message names it.
    """
    mission = _uuid(headers, "x-pilothouse-mission")
    return CallContext(
        principal,
        request_id,
        mission_id=MissionId(mission) if mission else None,
        conversation_id=_uuid(headers, "x-pilothouse-conversation"),
        agent=_name(headers, "x-pilothouse-agent"),
        tags=_tags(headers.get("x-pilothouse-tags", "")),
    )


def _uuid(headers: Mapping[str, str], name: str) -> UUID | None:
    value = headers.get(name)
    try:
        return UUID(value) if value else None
    except ValueError as error:
        raise InvalidInput(f"The header {name} must be an id, which is a UUID.", details={"field": name}) from error


def _name(headers: Mapping[str, str], name: str) -> str | None:
    value = headers.get(name, "").strip()
    if len(value) > _LONGEST_NAME:
        raise InvalidInput(f"The header {name} may have {_LONGEST_NAME} characters.", details={"field": name})
    return value or None


def _tags(value: str) -> tuple[str, ...]:
    if not value:
        return ()
    tags = tuple(dict.fromkeys(tag for part in value.split(",") if (tag := part.strip())))
    if len(tags) > _MOST_TAGS or any(len(tag) > _LONGEST_TAG for tag in tags):
        raise InvalidInput(
            f"The header x-pilothouse-tags may have {_MOST_TAGS} tags of {_LONGEST_TAG} characters.",
            details={"field": "x-pilothouse-tags"},
        )
    return tags
