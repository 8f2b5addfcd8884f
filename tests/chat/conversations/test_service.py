from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.chat.conversations.schemas import ConversationCreate, ConversationUpdate
from pilothouse.chat.conversations.service import ConversationService
from pilothouse.core.errors import InvalidInput, NotFound
from pilothouse.core.ids import UserId, new_id
from pilothouse.core.principal import Principal
from tests.chat.conftest import Thread, begin


def colleague(who: Principal) -> Principal:
    return replace(who, user_id=UserId(new_id()))


class TestBeginning:
    async def test_takes_the_default_agent_and_a_placeholder_for_a_title(
        self, service: ConversationService, principal: Principal
    ) -> None:
        made = await service.create(principal, ConversationCreate())
        assert (made.agent, made.title, made.message_count, made.head_id) == ("buddy", "New conversation", 0, None)

    async def test_refuses_an_agent_that_is_not_there(self, service: ConversationService, principal: Principal) -> None:
        with pytest.raises(NotFound, match="no agent 'nobody'"):
            await service.create(principal, ConversationCreate(agent="nobody"))


class TestPrivacy:
    async def test_nobody_else_in_the_organization_finds_it(
        self, service: ConversationService, principal: Principal, thread: Thread
    ) -> None:
        await thread.talk("secret plans")
        other = colleague(principal)
        for look in (service.get, service.delete):
            with pytest.raises(NotFound):
                await look(other, thread.row.id)
        assert (await service.page(other, "active", None, 10, None))[0] == []

    async def test_another_organization_finds_nothing(
        self, service: ConversationService, other_tenant: object, thread: Thread
    ) -> None:
        with pytest.raises(NotFound):
            await service.get(other_tenant.principal, thread.row.id)  # type: ignore[attr-defined]


class TestListing:
    async def test_shows_pinned_ones_first_then_by_last_message(
        self, service: ConversationService, session: AsyncSession, principal: Principal
    ) -> None:
        threads = [await begin(service, session, principal, title) for title in ("first", "second", "third")]
        await service.change(principal, threads[0].row.id, ConversationUpdate(is_pinned=True))
        titles = [each.title for each in (await service.page(principal, "active", None, 10, None))[0]]
        assert titles == ["first", "third", "second"]

    async def test_pages_show_each_once(
        self, service: ConversationService, session: AsyncSession, principal: Principal
    ) -> None:
        for number in range(7):
            made = await begin(service, session, principal, f"number {number}")
            if number % 3 == 0:
                await service.change(principal, made.row.id, ConversationUpdate(is_pinned=True))
        seen: list[str] = []
        cursor = None
        while True:
            rows, cursor = await service.page(principal, "active", None, 2, cursor)
            seen += [row.title for row in rows]
            if cursor is None:
                break
        assert sorted(seen) == [f"number {number}" for number in range(7)]

    async def test_refuses_a_foreign_cursor(self, service: ConversationService, principal: Principal) -> None:
        with pytest.raises(InvalidInput, match="cursor"):
            await service.page(principal, "active", None, 2, "WzEsMiwzXQ")

    async def test_archived_ones_have_a_shelf_of_their_own(
        self, service: ConversationService, principal: Principal, thread: Thread
    ) -> None:
        await service.change(principal, thread.row.id, ConversationUpdate(is_archived=True))
        assert (await service.page(principal, "active", None, 10, None))[0] == []
        assert [each.title for each in (await service.page(principal, "archived", None, 10, None))[0]] == ["Cars"]


class TestSearch:
    async def test_finds_words_of_messages_and_shows_where(
        self, service: ConversationService, session: AsyncSession, principal: Principal, thread: Thread
    ) -> None:
        await thread.talk("Which car uses least fuel?", "The Datsun with 40 miles per gallon.")
        await begin(service, session, principal, "Another")
        ((found,), _) = await service.page(principal, "active", "datsun", 10, None)
        assert found.id == thread.row.id
        assert found.snippet is not None
        assert "Datsun" in found.snippet

    async def test_finds_parts_of_titles(
        self, service: ConversationService, principal: Principal, thread: Thread
    ) -> None:
        ((found,), _) = await service.page(principal, "active", "ar", 10, None)
        assert found.id == thread.row.id

    @pytest.mark.parametrize("words", ["%", "_", "'", "a & | !", "\\"])
    async def test_takes_signs_as_signs(
        self, service: ConversationService, principal: Principal, thread: Thread, words: str
    ) -> None:
        assert (await service.page(principal, "active", words, 10, None))[0] == []


class TestBranches:
    async def test_shows_the_branch_of_the_head_newest_first(
        self, service: ConversationService, principal: Principal, thread: Thread
    ) -> None:
        await thread.talk("one", "two", "three", "four")
        shown, following = await service.messages(principal, thread.row.id, 3, None)
        assert [each.text for each in shown] == ["four", "three", "two"]
        rest, end = await service.messages(principal, thread.row.id, 3, following)
        assert ([each.text for each in rest], end) == (["one"], None)

    async def test_an_edited_question_stands_beside_the_first(
        self, service: ConversationService, principal: Principal, thread: Thread
    ) -> None:
        await thread.talk("one", "two", "three", "four")
        edited = await thread.add("user", "three again", parent=thread.ids[1])
        await thread.add("assistant", "four again")
        shown, _ = await service.messages(principal, thread.row.id, 10, None)
        assert [each.text for each in shown] == ["four again", "three again", "two", "one"]
        assert shown[1].siblings == [thread.ids[2], edited]

    async def test_the_first_question_can_be_edited_too(
        self, service: ConversationService, session: AsyncSession, principal: Principal, thread: Thread
    ) -> None:
        await thread.talk("one", "two")
        thread.last = None
        await thread.talk("uno", "dos")
        shown, _ = await service.messages(principal, thread.row.id, 10, None)
        assert shown[1].siblings == [thread.ids[0], thread.ids[2]]

    async def test_choosing_a_message_shows_the_newest_end_below_it(
        self, service: ConversationService, principal: Principal, thread: Thread
    ) -> None:
        await thread.talk("one", "two", "three", "four")
        await thread.add("user", "other", parent=thread.ids[1])
        changed = await service.change(principal, thread.row.id, ConversationUpdate(head_id=thread.ids[2]))
        assert changed.head_id == thread.ids[3]

    async def test_a_message_of_another_conversation_cannot_be_the_head(
        self, service: ConversationService, session: AsyncSession, principal: Principal, thread: Thread
    ) -> None:
        other = await begin(service, session, principal)
        await other.talk("elsewhere")
        with pytest.raises(NotFound):
            await service.change(principal, thread.row.id, ConversationUpdate(head_id=other.ids[0]))
        await thread.talk("here")
        with pytest.raises(NotFound):
            await service.messages(principal, thread.row.id, 10, other.ids[0])


class TestDeleting:
    async def test_can_be_undone(self, service: ConversationService, principal: Principal, thread: Thread) -> None:
        await service.delete(principal, thread.row.id)
        with pytest.raises(NotFound):
            await service.get(principal, thread.row.id)
        assert [each.id for each in (await service.page(principal, "deleted", None, 9, None))[0]] == [thread.row.id]
        assert (await service.restore(principal, thread.row.id)).deleted_at is None

    async def test_is_for_good_after_the_days_of_undo(
        self, service: ConversationService, session: AsyncSession, principal: Principal, thread: Thread
    ) -> None:
        await thread.talk("one", "two")
        await service.delete(principal, thread.row.id)
        await session.execute(
            text("update conversation set deleted_at = now() - interval '31 days' where id = :id"),
            {"id": thread.row.id},
        )
        await service.tidy(principal)
        left = await session.scalar(
            text("select count(*) from message where conversation_id = :id"), {"id": thread.row.id}
        )
        assert left == 0

    async def test_an_expired_one_is_put_away_and_can_come_back(
        self, service: ConversationService, principal: Principal, thread: Thread
    ) -> None:
        past = datetime.now(UTC) - timedelta(minutes=1)
        await service.change(principal, thread.row.id, ConversationUpdate(expires_at=past))
        assert (await service.page(principal, "active", None, 10, None))[0] == []
        assert (await service.restore(principal, thread.row.id)).expires_at is None


class TestSummary:
    async def test_a_person_puts_it_right_or_takes_it_away(
        self, service: ConversationService, principal: Principal, thread: Thread
    ) -> None:
        changed = await service.change(principal, thread.row.id, ConversationUpdate(summary="We spoke of cars."))
        assert (changed.summary, changed.is_summary_edited) == ("We spoke of cars.", True)
        changed = await service.change(principal, thread.row.id, ConversationUpdate(summary=""))
        assert (changed.summary, changed.is_summary_edited) == (None, False)
