"""An organization that calls models: people, a team, keys, conversations; budgets on all of them, and limits."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.teams.schemas import TeamCreate
from pilothouse.access.settings import AccessSettings
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from tests.conftest import make_tenant
from tests.gateway.books import Books
from tests.house import add_colleague, make_user

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
    """One organization."""

    principal: Principal
    team_id: UUID
    keys: list[Key]
    conversations: list[UUID] = field(default_factory=lambda: [uuid4() for _ in range(3)])

    @classmethod
    async def found(cls, database: Database) -> "Company":
        """Make an organization with three people and four keys, its budgets and limits."""
        identity = Identity(database, AccessSettings(), _NoKeys())  # type: ignore[arg-type]
        ada = await make_user(database, await make_tenant(database))
        people = [ada, await add_colleague(database, ada, "admin"), await add_colleague(database, ada, "admin")]
        team = await identity.teams.create(ada.principal, TeamCreate(name="Research"))
        for member in people[:2]:
            await identity.teams.add_member(ada.principal, team.id, member.user_id)
        keys: list[Key] = []
        for member in (ada, *people):
            made = await identity.api_keys.create(member.principal, ApiKeyCreate.model_validate({"name": "proof"}))
            keys.append(Key(made.key, made.id, member.user_id))
        company = cls(ada.principal, team.id, keys)
        books = Books(database, ada.principal)
        for budget in company.wanted_budgets():
            await books.budget(**budget)
        for limit in company.wanted_limits():
            await books.limit(**limit)
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

    def wanted_limits(self) -> list[dict[str, Any]]:
        """Return the limits on calls that it starts with."""
        return [
            {"scope_kind": "api_key", "scope_id": str(self.keys[1].id), "parallel_calls": 12},
            {"scope_kind": "api_key", "scope_id": str(self.keys[2].id), "allowed_models": ["swift", "alpha/*", "team"]},
            {"scope_kind": "user", "scope_id": str(self.keys[3].user_id), "tokens_per_minute": 60_000},
            {"scope_kind": "agent", "scope_id": "analyst", "parallel_calls": 40, "tokens_per_minute": 300_000},
        ]
