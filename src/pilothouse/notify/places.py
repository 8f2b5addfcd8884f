"""The places that this room's secrets are sealed for: a value copied to another row does not open."""

from typing import Literal, TypeAlias
from uuid import UUID

Part: TypeAlias = Literal["address", "secret"]


def endpoint_place(organization_id: UUID, endpoint_id: UUID, part: Part) -> str:
    """Name the place of an endpoint's address, or of what its webhooks are signed with."""
    return f"{organization_id}/notification_endpoint/{endpoint_id}/{part}"


def notification_place(organization_id: UUID, notification_id: UUID) -> str:
    """Name the place of what a piece of news must not show."""
    return f"{organization_id}/notification/{notification_id}"
