"""Permissions and the roles that every organization begins with."""

from collections.abc import Iterable

from pilothouse.access.identity.errors import BeyondYourPermissions, UnknownPermission
from pilothouse.core.principal import PERMISSIONS, Principal

_USER = frozenset(
    {
        "agents:read",
        "agents:invoke",
        "tools:read",
        "tools:invoke",
        "missions:read",
        "missions:run",
        "files:read",
        "files:write",
        "budgets:read",
        "keys:read",
        "keys:write",
        "models:read",
    }
)
_DEVELOPER = _USER | {"agents:write", "approvals:decide", "missions:approve", "models:invoke"}

ADMIN = "admin"
DEFAULT_ROLE = "user"
BUILT_IN_ROLES: dict[str, frozenset[str]] = {"user": _USER, "developer": _DEVELOPER, ADMIN: frozenset({"admin"})}


def effective(permissions: Iterable[str]) -> frozenset[str]:
    """Return all that a set of permissions grants: "admin" grants every one; those that no longer exist, nothing."""
    held = frozenset(permissions) & PERMISSIONS
    return PERMISSIONS if "admin" in held else held


def compact(permissions: Iterable[str]) -> list[str]:
    """Return the shortest list that grants the same, sorted: what "admin" grants grows with the platform."""
    held = frozenset(permissions)
    return ["admin"] if "admin" in held else sorted(held)


def require_grantable(principal: Principal, permissions: Iterable[str]) -> None:
    """Let a principal give away only what it holds.

    Raises:
        UnknownPermission: one of them does not exist.
        BeyondYourPermissions: it does not hold one of them.
    """
    wanted = frozenset(permissions)
    if unknown := wanted - PERMISSIONS:
        raise UnknownPermission(unknown)
    if lacking := {permission for permission in wanted if not principal.may(permission)}:
        raise BeyondYourPermissions(lacking)
