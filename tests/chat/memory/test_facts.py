from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.chat.memory.facts import FactService, TooManyFacts
from pilothouse.chat.memory.schemas import FactUpdate
from pilothouse.core.errors import Conflict, InvalidInput, NotFound
from pilothouse.core.ids import UserId, new_id
from pilothouse.core.principal import Principal


@pytest.fixture
def facts(session: AsyncSession) -> FactService:
    return FactService(session, max_facts=3)


class TestRemembering:
    async def test_keeps_words_in_order(self, facts: FactService, principal: Principal) -> None:
        for words in ("Likes  tables.\n", "Works in Lyon."):
            await facts.add(principal, words, "agent")
        assert [fact.text for fact in await facts.all(principal)] == ["Likes tables.", "Works in Lyon."]

    async def test_the_same_words_are_one_fact(self, facts: FactService, principal: Principal) -> None:
        one = await facts.add(principal, "Likes tables.", "agent")
        two = await facts.add(principal, "Likes tables.", "person")
        assert one.id == two.id

    async def test_an_expired_fact_is_not_told_and_makes_room(self, facts: FactService, principal: Principal) -> None:
        past = datetime.now(UTC) - timedelta(seconds=1)
        for number in range(3):
            await facts.add(principal, f"Fact {number}", "person", expires_at=past)
        assert await facts.all(principal) == []
        await facts.add(principal, "Fact 0", "person")
        assert [fact.text for fact in await facts.all(principal)] == ["Fact 0"]

    async def test_there_is_a_limit(self, facts: FactService, principal: Principal) -> None:
        for number in range(3):
            await facts.add(principal, f"Fact {number}", "person")
        with pytest.raises(TooManyFacts, match="Forget some"):
            await facts.add(principal, "One more", "agent")

    @pytest.mark.parametrize("words", ["", " \n", "x" * 501])
    async def test_refuses_what_is_no_sentence(self, facts: FactService, principal: Principal, words: str) -> None:
        with pytest.raises(InvalidInput):
            await facts.add(principal, words, "agent")


class TestForgetting:
    async def test_is_for_good_and_ones_own_business(self, facts: FactService, principal: Principal) -> None:
        fact = await facts.add(principal, "Likes tables.", "agent")
        with pytest.raises(NotFound):
            await facts.forget(replace(principal, user_id=UserId(new_id())), fact.id)
        await facts.forget(principal, fact.id)
        assert await facts.all(principal) == []

    async def test_everything_at_once(self, facts: FactService, principal: Principal) -> None:
        await facts.add(principal, "One", "agent")
        await facts.add(principal, "Two", "agent")
        await facts.forget_all(principal)
        assert await facts.all(principal) == []


class TestChanging:
    async def test_a_person_puts_it_right(self, facts: FactService, principal: Principal) -> None:
        fact = await facts.add(principal, "Works in Paris.", "agent")
        changed = await facts.change(principal, fact.id, FactUpdate(text="Works in  Lyon."))
        assert (changed.text, changed.source) == ("Works in Lyon.", "person")

    async def test_two_facts_cannot_become_one(self, facts: FactService, principal: Principal) -> None:
        await facts.add(principal, "One", "person")
        two = await facts.add(principal, "Two", "person")
        with pytest.raises(Conflict):
            await facts.change(principal, two.id, FactUpdate(text="One"))
