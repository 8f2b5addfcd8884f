"""Permissions: what each allows, which roles hold it, where it is asked for."""

from collections import defaultdict

from pilothouse.access.identity.permissions import BUILT_IN_ROLES, effective
from pilothouse.core.principal import PERMISSION_MEANINGS
from scripts.reference.http import operations
from scripts.reference.markdown import code, page, table

_INTRODUCTION = """\
A role is a set of permissions; a user has those of all their roles. An API key has those it was given when it was made,
and never more than its owner has at the moment. Every organization begins with three roles, and an administrator makes
others (`POST /api/v1/roles`). Nobody can give away a permission they do not hold.
"""


def write_page() -> str:
    """Write docs/reference/permissions.md."""
    asked: dict[str, list[str]] = defaultdict(list)
    for operation in operations():
        for permission in operation.permissions:
            asked[permission].append(f"{operation.method} {operation.path.removeprefix('/api/v1')}")
    rows = [
        (
            code(permission),
            f"{meaning}.",
            ", ".join(role for role, held in BUILT_IN_ROLES.items() if permission in effective(held)),
            ", ".join(code(each) for each in asked[permission]),
        )
        for permission, meaning in sorted(PERMISSION_MEANINGS.items())
    ]
    heads = ("Permission", "Allows", "Roles", "Asked for by")
    return page("Permissions", "`core/principal.py` and the routes", _INTRODUCTION, table(heads, rows))
