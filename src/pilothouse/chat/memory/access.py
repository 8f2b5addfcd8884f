"""The memory that agents reach through their context: recall earlier messages, remember and forget facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pilothouse.access.security.screening.screener import Screener
from pilothouse.agents.context import Recollection
from pilothouse.chat.memory.facts import FactService
from pilothouse.chat.memory.recall import RecallService
from pilothouse.core.errors import NotFound
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database


@dataclass(frozen=True, slots=True)
class ConversationMemory:
    """One person's memory, as `agents.context.Memory` has it. Each call is a transaction of its own."""

    database: Database
    who: Principal
    max_facts: int
    conversation_id: UUID | None = None
    screener: Screener | None = None

    async def recall(self, text: str, limit: int = 5) -> Sequence[Recollection]:
        """Return earlier messages of other conversations that come near to a text, best first."""
        async with self.database.transaction(self.who.organization_id) as session:
            found = await RecallService(session).search(self.who, text, limit, leaving_out=self.conversation_id)
        return [
            Recollection(str(each.message_id), f"[{each.title}] {each.role}: {each.text}", each.score, each.created_at)
            for each in found
        ]

    async def remember(self, text: str) -> str:
        """Keep a fact for all conversations; return its id."""
        async with self.database.transaction(self.who.organization_id) as session:
            facts = FactService(session, self.max_facts, self.screener)
            return str((await facts.add(self.who, text, "agent", conversation_id=self.conversation_id)).id)

    async def forget(self, id: str) -> None:  # noqa: A002 - the protocol's word
        """Erase a fact, named by its id or by its words.

        Raises:
            NotFound: there is no such fact; the message lists what there is.
        """
        wanted = " ".join(id.split()).strip(".").lower()
        async with self.database.transaction(self.who.organization_id) as session:
            facts = FactService(session, self.max_facts, self.screener)
            known = await facts.all(self.who)
            found = [fact for fact in known if wanted in {str(fact.id), fact.text.strip(".").lower()}]
            found = found or [fact for fact in known if wanted and wanted in fact.text.lower()]
            if len(found) != 1:
                told = "; ".join(fact.text for fact in (found or known)[:10]) or "nothing"
                raise NotFound(f"{len(found) or 'No'} facts fit {id[:100]!r}. Remembered: {told}")
            await facts.forget(self.who, found[0].id)
