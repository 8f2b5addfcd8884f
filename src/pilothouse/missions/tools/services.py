"""How the tools reach missions: each call is one transaction, on behalf of the person whose agent calls."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import MissingCapability, ToolRetry
from pilothouse.agents.registry import Registry
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.durable.service import WorkService
from pilothouse.gateway.budgets.repository import BudgetRepository
from pilothouse.gateway.budgets.service import BudgetService
from pilothouse.gateway.calls.service import Gateway
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.missions.lifecycle.reader import MissionReader
from pilothouse.missions.lifecycle.schemas import MissionRead
from pilothouse.missions.lifecycle.service import MissionService
from pilothouse.missions.settings import MissionSettings


@dataclass(frozen=True, slots=True)
class Visit:
    """One transaction of one person at the desk."""

    who: Principal
    missions: MissionService
    reader: MissionReader

    async def find(self, name: str) -> MissionRead:
        """Return the mission that a model means: by id, by short id, or by words of its title or objective.

        Raises:
            ToolRetry: none or several fit; the message lists what there is.
        """
        try:
            return await self.reader.one(self.who, UUID(name))
        except ValueError:
            pass  # not an id: a short one, or words
        recent, _, _ = await self.reader.page(self.who, states=(), text=None, sort="-created_at", limit=50, cursor=None)
        wanted = name.strip().lower()
        found = [each for each in recent if each.display_id == wanted]
        found = found or [each for each in recent if wanted in f"{each.title} {each.objective}".lower()]
        if len(found) != 1:
            shown = "; ".join(f"{each.display_id} ({each.title}, {each.state})" for each in (found or recent)[:8])
            raise ToolRetry(
                f"{len(found) or 'No'} missions fit {name!r}. Name one by its id: {shown or 'there is none'}."
            )
        return found[0]


@dataclass(frozen=True, slots=True)
class MissionDesk:
    """Where agents give orders to missions."""

    database: Database
    registry: Registry
    gateway: Gateway
    settings: MissionSettings
    engine: str = "embedded"

    @asynccontextmanager
    async def visit(self, context: ToolContext) -> AsyncGenerator[Visit]:
        """Open a transaction for the person on whose behalf a tool is called.

        Raises:
            MissingCapability: nobody is: the tool was called in a notebook.
        """
        who = context.principal
        if who is None:
            raise MissingCapability("Missions belong to somebody. Call this in chat, a mission or over the API.")
        async with self.database.transaction(who.organization_id) as session:
            budgets = BudgetService(BudgetRepository(session), LedgerRepository(session))
            work = WorkService(session, self.engine)
            missions = MissionService(session, work, budgets, self.registry, self.settings)
            yield Visit(who, missions, MissionReader(session, UserRepository(session), self.gateway.status()))
