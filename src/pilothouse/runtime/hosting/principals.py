"""On whose behalf a run works: kept with its row, and never more than that principal may do now."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.permissions import effective
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.core.errors import PermissionDenied
from pilothouse.core.ids import ApiKeyId, UserId
from pilothouse.core.principal import Principal
from pilothouse.runtime.runs.tables import AgentRun


class OwnerInactive(PermissionDenied):
    """Whoever started the run may not act any more."""

    def __init__(self) -> None:
        super().__init__("Whoever started this run is no longer active here, or the key is revoked.")


def kept(who: Principal) -> dict[str, Any]:
    """Return what a run's row keeps of its principal."""
    key = str(who.api_key_id) if who.api_key_id else None
    return {"api_key_id": key, "permissions": sorted(who.permissions)}


async def restored(session: AsyncSession, run: AgentRun) -> Principal:
    """Return a run's principal, with what it held when the run began as far as it still holds it.

    Raises:
        OwnerInactive: the user is not active, or the key is not in force.
    """
    principals = PrincipalRepository(session)
    held = frozenset(run.principal["permissions"])
    if key := run.principal["api_key_id"]:
        known = await principals.of_key(ApiKeyId(UUID(key)), datetime.now(UTC))
        who = known.principal if known else None
    else:
        user = await principals.active_user(UserId(run.user_id))
        who = await principals.of_user(user) if user else None
    if who is None:
        raise OwnerInactive
    return replace(who, permissions=effective(held) & effective(who.permissions))
