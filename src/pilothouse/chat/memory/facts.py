"""Facts remembered of a person: few, short, seen and forgotten by that person at any time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.security.screening.screener import Screener
from pilothouse.chat.memory.schemas import FACT_CHARS, FactUpdate
from pilothouse.chat.memory.tables import MemoryFact
from pilothouse.core.errors import Conflict, InvalidInput, NotFound
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal

# Asked in every turn, so it is made once.
_CURRENT = (
    select(MemoryFact)
    .where(
        MemoryFact.organization_id == bindparam("organization_id"),
        MemoryFact.owner_id == bindparam("owner_id"),
        or_(MemoryFact.expires_at.is_(None), MemoryFact.expires_at > func.now()),
    )
    .order_by(MemoryFact.id)
)


class TooManyFacts(Conflict):
    """No further fact is kept of this person."""


class FactService:
    """Keeps facts in the caller's transaction."""

    def __init__(self, session: AsyncSession, max_facts: int, screener: Screener | None = None) -> None:
        self._session = session
        self._max_facts = max_facts
        self._screener = screener or Screener()

    async def all(self, who: Principal) -> list[MemoryFact]:
        """Return what is remembered of a person, oldest first; what has expired is not."""
        return list(await self._session.scalars(_CURRENT, _person(who)))

    async def add(
        self,
        who: Principal,
        text: str,
        source: str,
        *,
        conversation_id: UUID | None = None,
        expires_at: datetime | None = None,
    ) -> MemoryFact:
        """Remember one fact; the same words twice are one fact.

        Raises:
            InvalidInput: it is empty or longer than a sentence or two.
            BlockedByPolicy: a security policy forbids keeping it.
            TooManyFacts: something has to be forgotten first.
        """
        words = _clean(text)
        words = await self._screened(who, words)
        await self._session.execute(delete(MemoryFact).where(_is_own(who), MemoryFact.expires_at <= func.now()))
        known = {fact.text: fact for fact in await self.all(who)}
        if words not in known and len(known) >= self._max_facts:
            raise TooManyFacts(f"{len(known)} facts are remembered already, which is the limit. Forget some first.")
        values = {
            "id": new_id(),
            "organization_id": who.organization_id,
            "owner_id": who.user_id,
            "text": words,
            "source": source,
            "conversation_id": conversation_id,
            "expires_at": expires_at,
        }
        fresh = insert(MemoryFact).values(values)
        added = await self._session.scalar(
            fresh.on_conflict_do_update(constraint="uq_memory_fact_text", set_={"expires_at": expires_at}).returning(
                MemoryFact
            ),
            execution_options={"populate_existing": True},
        )
        assert added is not None
        return added

    async def change(self, who: Principal, fact_id: UUID, change: FactUpdate) -> MemoryFact:
        """Put a fact right."""
        fact = await self.get(who, fact_id)
        fields = change.model_dump(exclude_unset=True)
        if fields.get("text"):
            words = _clean(fields["text"])
            words = await self._screened(who, words)
            if any(other.text == words and other.id != fact.id for other in await self.all(who)):
                raise Conflict("This is remembered already.")
            fact.text = words
            fact.source = "person"
        if "expires_at" in fields:
            fact.expires_at = fields["expires_at"]
        await self._session.flush()
        return fact

    async def get(self, who: Principal, fact_id: UUID) -> MemoryFact:
        """Return one fact.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        fact = await self._session.scalar(_CURRENT.where(MemoryFact.id == fact_id), _person(who))
        if fact is None:
            raise NotFound(f"There is no fact {fact_id}.")
        return fact

    async def forget(self, who: Principal, fact_id: UUID) -> None:
        """Erase one fact."""
        await self._session.delete(await self.get(who, fact_id))

    async def _screened(self, who: Principal, words: str) -> str:
        """Return what may be kept; a value that a policy hides is kept as its placeholder, for good."""
        verdict = await self._screener.screen(who, words, "memory", session=self._session)
        verdict.require_allowed("A security policy keeps this from being remembered")
        return verdict.text

    async def forget_all(self, who: Principal) -> None:
        """Erase every fact of a person."""
        await self._session.execute(delete(MemoryFact).where(_is_own(who)))


def _is_own(who: Principal) -> Any:
    return (MemoryFact.organization_id == who.organization_id) & (MemoryFact.owner_id == who.user_id)


def _person(who: Principal) -> dict[str, UUID | None]:
    return {"organization_id": who.organization_id, "owner_id": who.user_id}


def _clean(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise InvalidInput("There is nothing to remember: the text is empty.")
    if len(words) > FACT_CHARS:
        raise InvalidInput(f"A fact has at most {FACT_CHARS} characters. Say it in a sentence or two.")
    return words
