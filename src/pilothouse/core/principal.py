"""Who is acting, and what that principal may do."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from pilothouse.core.ids import ApiKeyId, OrganizationId, TeamId, UserId

# Every permission there is, and what it allows. A role is a set of these; "admin" alone grants all of them.
PERMISSION_MEANINGS = {
    "admin": "Everything, also what later versions add",
    "agents:read": "See agents, their runs and figures",
    "agents:write": "Change how agents work",
    "agents:invoke": "Talk to agents and let them work",
    "tools:read": "See tools",
    "tools:invoke": "Run tools by hand",
    "approvals:decide": "Decide about other people's tool calls that wait for approval; one's own need no permission",
    "missions:read": "See missions and their results",
    "missions:run": "Submit, edit, pause and cancel missions",
    "missions:approve": "Let missions run that wait for approval, one's own without asking",
    "files:read": "Read files and artifacts",
    "files:write": "Upload files",
    "budgets:read": "See what was spent, budgets and requests",
    "budgets:write": "Set budgets and limits",
    "keys:read": "See one's own API keys",
    "keys:write": "Make and revoke API keys of one's own",
    "models:read": "See models, prices and routes",
    "models:invoke": "Call models through the gateway",
    "models:write": "Connect providers, change prices and routes",
    "notifications:read": "See where notifications go, and what was delivered",
    "notifications:write": "Set where notifications go, send tests and messages again",
    "users:read": "See users, roles, teams, invitations and their keys",
    "users:write": "Invite and change users, roles and teams, revoke their keys",
    "audit:read": "Read and export the audit log",
    "security:read": "See security events, incidents, policies, trust and scans; try texts out",
    "security:write": "Lay down security policies, give feedback, work on incidents, run scans",
}
PERMISSIONS = frozenset(PERMISSION_MEANINGS)


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
