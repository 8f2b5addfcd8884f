"""Who is acting, and what that principal may do."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from pilothouse.core.ids import ApiKeyId, OrganizationId, TeamId, UserId

# Every permission there is. A role is a set of these; "admin" alone grants all of them.
PERMISSIONS = frozenset(
    {
        "admin",
        "agents:read",
        "agents:write",
        "agents:invoke",
        "tools:read",
        "tools:invoke",
        "approvals:decide",
        "missions:read",
        "missions:run",
        "missions:approve",
        "files:read",
        "files:write",
        "budgets:read",
        "budgets:write",
        "keys:read",
        "keys:write",
        "models:read",
        "models:invoke",
        "models:write",
        "notifications:read",
        "notifications:write",
        "users:read",
        "users:write",
        "audit:read",
    }
)


@dataclass(frozen=True, slots=True)
class Principal:
    """A user, an API key or a service, acting in exactly one organization."""

    organization_id: OrganizationId
    user_id: UserId
    kind: Literal["user", "api_key", "service"] = "user"
    permissions: frozenset[str] = frozenset()
    team_ids: tuple[TeamId, ...] = ()
    api_key_id: ApiKeyId | None = None
    session_id: UUID | None = field(default=None, compare=False)
    rate_limit_per_minute: int | None = field(default=None, compare=False)  # of the API key itself

    def may(self, permission: str) -> bool:
        """Tell whether the principal holds a permission."""
        return permission in self.permissions or "admin" in self.permissions
