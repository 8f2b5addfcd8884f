"""An organization that calls models: people, a team, keys, conversations; budgets on all of them, and limits."""

import random
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx2

from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.teams.schemas import TeamCreate
from pilothouse.access.settings import AccessSettings
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from tests.conftest import make_tenant
from tests.house import add_colleague, make_user
from tests.proof.gateways.fleet import GatewayFleet

AGENTS = ("analyst", "writer")
FIRST_LIMIT_USD = "0.06"  # some thirty calls


class _NoKeys:
    """Identity signs no tokens here; API keys need none."""


@dataclass(frozen=True)
class Key:
    """An API key, its id and its owner's."""

    value: str
    id: UUID
    user_id: UUID


@dataclass
class Company:
    """One organization, and the way to its settings through any gateway that is awake."""

    fleet: GatewayFleet
    principal: Principal
    team_id: UUID
    keys: list[Key]
    conversations: list[UUID] = field(default_factory=lambda: [uuid4() for _ in range(3)])

    @classmethod
    async def found(cls, fleet: GatewayFleet, database: Database) -> "Company":
        """Make an organization with three people and four keys, its budgets and limits."""
        identity = Identity(database, AccessSettings(), _NoKeys())  # type: ignore[arg-type]
        ada = await make_user(database, await make_tenant(database))
        people = [ada, await add_colleague(database, ada, "admin"), await add_colleague(database, ada, "admin")]
        team = await identity.teams.create(ada.principal, TeamCreate(name="Research"))
        for member in people[:2]:
            await identity.teams.add_member(ada.principal, team.id, member.user_id)
        keys = []
        for member in (ada, *people):
            made = await identity.api_keys.create(member.principal, ApiKeyCreate(name="proof"))
            keys.append(Key(made.key, made.id, member.user_id))
        company = cls(fleet, ada.principal, team.id, keys)
        for budget in company.wanted_budgets():
            assert (await company.order("POST", "/api/v1/budgets", budget)) is not None
        for limit in company._wanted_limits():
            assert (await company.order("POST", "/api/v1/limits", limit)) is not None
        return company

    def wanted_budgets(self) -> list[dict[str, Any]]:
        """Return the budgets that this organization starts with, of every scope and period."""
        scopes = [
            ("organization", self.principal.organization_id, "daily"),
            ("organization", self.principal.organization_id, "monthly"),
            ("team", self.team_id, "weekly"),
            ("user", self.keys[2].user_id, "total"),
            ("user", self.keys[3].user_id, "monthly"),
            ("api_key", self.keys[0].id, "daily"),
            ("agent", "analyst", "total"),
            ("agent", "writer", "weekly"),
            ("model", "grand", "daily"),
            ("model", "team", "total"),
            ("conversation", self.conversations[0], "total"),
        ]
        return [
            {
                "scope_kind": kind,
                "scope_id": str(identifier),
                "period": period,
                "limit_usd": FIRST_LIMIT_USD,
                "is_hard": (kind, period) != ("organization", "monthly"),
                "shuts_off": kind == "agent",
            }
            for kind, identifier, period in scopes
        ]

    def _wanted_limits(self) -> list[dict[str, Any]]:
        return [
            {"scope_kind": "api_key", "scope_id": str(self.keys[1].id), "parallel_calls": 12},
            {"scope_kind": "api_key", "scope_id": str(self.keys[2].id), "allowed_models": ["swift", "alpha/*", "team"]},
            {"scope_kind": "user", "scope_id": str(self.keys[3].user_id), "tokens_per_minute": 60_000},
            {"scope_kind": "agent", "scope_id": "analyst", "parallel_calls": 40, "tokens_per_minute": 300_000},
        ]

    async def order(self, method: str, path: str, body: Any = None) -> Any:
        """Ask one gateway for something of the API; None when it is not known whether it was done, or was refused."""
        headers = {"authorization": f"Bearer {self.keys[0].value}"}
        url = random.choice(self.fleet.awake).url + path
        try:
            answer = await self.fleet.http.request(method, url, json=body, headers=headers, timeout=3)
        except httpx2.TransportError:
            return None
        if not answer.is_success:
            return None
        return answer.json()["data"] if answer.content else {}
