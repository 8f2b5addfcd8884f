from collections.abc import Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.chat.conversations.repository import ConversationRepository
from pilothouse.chat.conversations.tables import ConversationMessage
from pilothouse.chat.memory.window import Windows
from pilothouse.storage.cache import MemoryCache
from tests.chat.conftest import Thread


@pytest.fixture
def windows() -> Windows:
    return Windows(MemoryCache(1_000_000))


@pytest.fixture
def texts_before(
    windows: Windows, conversations: ConversationRepository, session: AsyncSession, thread: Thread
) -> Callable[..., object]:
    """Tell what the model is told before a message."""

    async def read(message_id: object, windows: Windows = windows) -> list[str]:
        end = await session.get(ConversationMessage, message_id)
        assert end is not None
        known = await windows.before(conversations, thread.row, end)
        return [message.text for message in known.messages]

    return read


class TestWindow:
    async def test_tells_the_branch_that_leads_to_the_question(self, texts_before: Callable, thread: Thread) -> None:
        await thread.talk("one", "two", "three", "four", "five")
        assert await texts_before(thread.ids[4]) == ["one", "two", "three", "four"]
        assert await texts_before(thread.ids[0]) == []

    async def test_reads_only_what_is_new(
        self, texts_before: Callable, thread: Thread, conversations: ConversationRepository
    ) -> None:
        await thread.talk("one", "two", "three", "four", "five")
        await texts_before(thread.ids[4])
        await thread.add("assistant", "six")
        await thread.add("user", "seven")
        read: list[int] = []
        walk = conversations._walk

        async def counted(*arguments: object) -> list[ConversationMessage]:
            rows = await walk(*arguments)
            read.append(len(rows))
            return rows

        conversations._walk = counted
        assert await texts_before(thread.ids[6]) == ["one", "two", "three", "four", "five", "six"]
        assert read == [2]

    async def test_another_branch_is_told_as_it_is(self, texts_before: Callable, thread: Thread) -> None:
        await thread.talk("one", "two", "three", "four", "five")
        await texts_before(thread.ids[4])
        other = await thread.add("user", "three again", parent=thread.ids[1])
        assert await texts_before(other) == ["one", "two"]

    async def test_a_summary_stands_for_the_beginning_of_its_own_branch(
        self, windows: Windows, conversations: ConversationRepository, session: AsyncSession, thread: Thread
    ) -> None:
        await thread.talk("one", "two", "three", "four", "five")
        thread.row.summary, thread.row.summary_until_id = "They counted.", thread.ids[1]
        end = await session.get(ConversationMessage, thread.ids[4])
        for _ in range(2):  # the second time from the cache
            known = await windows.before(conversations, thread.row, end)
            assert ([each.text for each in known.messages], known.is_summarised) == (["three", "four"], True)
        thread.last = None
        await thread.talk("uno", "dos", "tres")
        end = await session.get(ConversationMessage, thread.ids[7])
        known = await windows.before(conversations, thread.row, end)
        assert ([each.text for each in known.messages], known.is_summarised) == (["uno", "dos"], False)

    async def test_a_question_right_behind_the_summary_has_nothing_before_it(
        self, windows: Windows, conversations: ConversationRepository, session: AsyncSession, thread: Thread
    ) -> None:
        await thread.talk("one", "two", "three")
        thread.row.summary, thread.row.summary_until_id = "They counted.", thread.ids[1]
        end = await session.get(ConversationMessage, thread.ids[2])
        known = await windows.before(conversations, thread.row, end)
        assert (known.messages, known.is_summarised) == ([], True)

    async def test_a_broken_entry_is_read_anew(self, windows: Windows, texts_before: Callable, thread: Thread) -> None:
        await thread.talk("one", "two", "three")
        await texts_before(thread.ids[2])
        await windows.cache.put(f"chat:window:{thread.row.id}", b"\xc1 nonsense", 60)
        assert await texts_before(thread.ids[2]) == ["one", "two"]
