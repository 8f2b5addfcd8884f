"""Permissions: what each allows, which roles hold it, where it is asked for."""

from collections import defaultdict

from pilothouse.access.identity.permissions import BUILT_IN_ROLES, effective
from pilothouse.core.principal import PERMISSIONS
from scripts.reference.http import operations
from scripts.reference.markdown import code, page, table

_INTRODUCTION = """\
A role is a set of permissions; a user has those of all their roles. An API key has those it was given when it was made,
and never more than its owner has at the moment. Every organization begins with three roles, and an administrator makes
others (`POST /api/v1/roles`). Nobody can give away a permission they do not hold.
"""

WORDS = {
    "admin": "Everything, and what is added to Pilothouse later.",
    "agents:read": "See which agents there are.",
    "agents:write": "Add and change agents.",
    "agents:invoke": "Run an agent directly.",
    "tools:read": "See which tools there are.",
    "tools:invoke": "Try a tool without an agent.",
    "approvals:decide": "Decide about other people's tool calls that wait for approval; one's own need no permission.",
    "missions:read": "See the organization's missions, their events and artifacts.",
    "missions:run": "Submit missions, edit them, and give them orders.",
    "missions:approve": "Let a mission run that waits for approval, one's own without asking.",
    "files:read": "See uploaded files.",
    "files:write": "Upload files.",
    "budgets:read": "See budgets and what requests cost.",
    "budgets:write": "Make and change budgets.",
    "keys:read": "See one's own API keys.",
    "keys:write": "Make and revoke one's own API keys.",
    "models:read": "See which models can be called, and their prices.",
    "models:invoke": "Call models directly.",
    "models:write": "Manage the organization's connections to providers and its model routes.",
    "notifications:read": "See where the organization hears of news, and every message's deliveries.",
    "notifications:write": "Manage webhooks, Slack hooks and e-mail lists; send tests and messages again.",
    "users:read": "See users, teams and roles.",
    "users:write": "Manage users, teams and roles.",
    "audit:read": "Read the audit log.",
}


def write_page() -> str:
    """Write docs/reference/permissions.md."""
    asked: dict[str, list[str]] = defaultdict(list)
    for operation in operations():
        for permission in operation.permissions:
            asked[permission].append(f"{operation.method} {operation.path.removeprefix('/api/v1')}")
    rows = [
        (
            code(permission),
            WORDS[permission],
            ", ".join(role for role, held in BUILT_IN_ROLES.items() if permission in effective(held)),
            ", ".join(code(each) for each in asked[permission]),
        )
        for permission in sorted(PERMISSIONS)
    ]
    heads = ("Permission", "Allows", "Roles", "Asked for by")
    return page("Permissions", "`core/principal.py` and the routes", _INTRODUCTION, table(heads, rows))
