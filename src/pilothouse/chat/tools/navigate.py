"""Open a page of the dashboard for the person, from a list of pages and no others."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from pydantic import BaseModel

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolRetry
from pilothouse.agents.tool import tool
from pilothouse.core.errors import PermissionDenied

_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the dashboard: its path, where `{id}` is an id, and what a principal needs to see it."""

    path: str
    title: str
    permission: str | None = None

    def matches(self, path: str) -> bool:
        """Tell whether a path is one of this page."""
        pattern = re.escape(self.path).replace(re.escape("{id}"), _ID)
        return re.fullmatch(pattern, path) is not None


PAGES = (
    Page("/chat", "Chat", "agents:invoke"),
    Page("/chat/{id}", "One conversation", "agents:invoke"),
    Page("/missions", "Missions", "missions:read"),
    Page("/missions/new", "A new mission", "missions:run"),
    Page("/missions/{id}", "One mission", "missions:read"),
    Page("/approvals", "Approvals", "agents:invoke"),
    Page("/costs", "Costs", "budgets:read"),
    Page("/budgets", "Budgets", "budgets:read"),
    Page("/requests", "Requests", "budgets:read"),
    Page("/models", "Models and providers", "models:read"),
    Page("/tools", "Tools and agents"),
    Page("/security", "Security: what was found, and its trend", "security:read"),
    Page("/security/events", "Security events", "security:read"),
    Page("/security/incidents", "Security incidents", "security:read"),
    Page("/security/policies", "Security policies", "security:read"),
    Page("/security/try", "Try a text out on the security policies", "security:read"),
    Page("/security/trust", "How far tools and skills are trusted", "security:read"),
    Page("/scan", "Scan a skill, an archive or a text", "security:read"),
    Page("/admin", "Administration"),
    Page("/admin/users", "Users", "users:read"),
    Page("/admin/invitations", "Invitations", "users:read"),
    Page("/admin/roles", "Roles", "users:read"),
    Page("/admin/keys", "Everybody's API keys", "users:read"),
    Page("/admin/audit", "The audit log", "audit:read"),
    Page("/admin/organization", "The organization", "admin"),
    Page("/account", "Account: password, sessions and API keys"),
)


class PageOpened(BaseModel):
    """A page that the person is taken to."""

    finding: str
    path: str


@tool(category="workflow", timeout_s=5)
async def navigate(ctx: ToolContext, path: str) -> PageOpened:
    """Open a page of the dashboard for the person.

    Args:
        path: /chat, /chat/<id>, /missions, /missions/new, /missions/<id>, /approvals, /costs, /budgets, /requests,
            /models, /tools, /security, /security/<events, incidents, policies, try or trust>, /scan,
            /admin/<users, invitations, roles, keys, audit or organization>, /account. An id is as a tool returned it.
    """
    wanted = path.strip().rstrip("/") or "/missions"
    page = next((each for each in PAGES if each.matches(wanted)), None)
    if page is None:
        pages = ", ".join(each.path for each in PAGES)
        raise ToolRetry(f"There is no page {quote(path[:100])}. There are: {pages}.")
    if page.permission and ctx.principal is not None and not ctx.principal.may(page.permission):
        raise PermissionDenied(f"The page {page.path} needs the permission {page.permission}.")
    ctx.navigate(wanted)
    return PageOpened(finding=f"Opened {page.title}.", path=wanted)
