import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.chat.conversations.schemas import ConversationUpdate
from pilothouse.chat.conversations.service import ConversationService
from pilothouse.chat.memory import recall as recalling
from pilothouse.chat.memory.recall import RecallService
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from tests.chat.conftest import Thread, begin


@pytest.fixture
def recall(session: AsyncSession) -> RecallService:
    return RecallService(session)


@pytest.fixture
async def talks(service: ConversationService, session: AsyncSession, principal: Principal) -> list[Thread]:
    """Three conversations about different things."""
    said = {
        "Holidays": ("How many vacation days do I have left this year?", "You have nine days of leave left."),
        "Invoices": ("The bill of the printing company is too high.", "I compared the invoice with the contract."),
        "Fuel": ("Which car consumes the least petrol?", "The small Japanese car needs the least gasoline."),
    }
    threads = [await begin(service, session, principal, title) for title in said]
    for thread, texts in zip(threads, said.values(), strict=True):
        await thread.talk(*texts)
    return threads


class TestRecall:
    @pytest.mark.parametrize(
        ("asked", "title"),
        [
            ("time off from work", "Holidays"),
            ("what did we pay the printer", "Invoices"),
            ("fuel economy of vehicles", "Fuel"),
        ],
    )
    async def test_finds_by_meaning_without_shared_words(
        self, recall: RecallService, principal: Principal, talks: list[Thread], asked: str, title: str
    ) -> None:
        found = await recall.search(principal, asked, 3)
        assert found[0].title == title
        assert found == sorted(found, key=lambda each: -each.score)

    async def test_leaves_out_the_conversation_at_hand_and_deleted_ones(
        self, recall: RecallService, service: ConversationService, principal: Principal, talks: list[Thread]
    ) -> None:
        holidays, invoices, _ = talks
        await service.delete(principal, invoices.row.id)
        found = await recall.search(principal, "vacation days and invoices", 10, leaving_out=holidays.row.id)
        assert {each.title for each in found} <= {"Fuel"}

    async def test_knows_what_was_said_since(
        self, recall: RecallService, principal: Principal, talks: list[Thread]
    ) -> None:
        await recall.search(principal, "anything", 1)
        await talks[0].talk("My dentist is called Doctor Okonjo.")
        assert "Okonjo" in (await recall.search(principal, "who looks after my teeth", 1))[0].text

    async def test_nobody_elses_messages_are_found(
        self, recall: RecallService, database: Database, other_tenant: object, talks: list[Thread]
    ) -> None:
        stranger: Principal = other_tenant.principal  # type: ignore[attr-defined]
        assert await recall.search(stranger, "vacation days", 5) == []

    async def test_nothing_is_near_to_nothing(
        self, recall: RecallService, principal: Principal, talks: list[Thread]
    ) -> None:
        assert await recall.search(principal, "  ", 5) == []
        assert await recall.search(principal, "🎉", 5) == []

    async def test_finds_words_where_the_database_has_no_vectors(
        self, recall: RecallService, principal: Principal, talks: list[Thread], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recalling._PgVector, "get_col_spec", lambda _self, **_options: "no_such_type")
        found = await recall.search(principal, "invoice contract", 5)
        assert [each.title for each in found] == ["Invoices"]

    async def test_an_archived_conversation_is_still_remembered(
        self, recall: RecallService, service: ConversationService, principal: Principal, talks: list[Thread]
    ) -> None:
        await service.change(principal, talks[0].row.id, ConversationUpdate(is_archived=True))
        assert (await recall.search(principal, "time off from work", 1))[0].title == "Holidays"
