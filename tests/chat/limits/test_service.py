import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.chat.errors import ChatLimitReached
from pilothouse.chat.limits.service import ChatLimitService
from pilothouse.chat.settings import ChatSettings
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database

TIERS = ChatSettings(tiers=True, free_messages_per_hour=3)


async def age(session: AsyncSession, who: Principal, minutes: int) -> None:
    await session.execute(
        text("update chat_allowance set began_at = began_at - make_interval(mins => :m) where user_id = :id"),
        {"m": minutes, "id": who.user_id},
    )


class TestTaking:
    async def test_counts_down_and_then_refuses(self, session: AsyncSession, principal: Principal) -> None:
        limits = ChatLimitService(session, TIERS)
        taken = [await limits.take(principal) for _ in range(3)]
        assert [each.remaining for each in taken if each] == [2, 1, 0]
        with pytest.raises(ChatLimitReached, match="3 messages") as refused:
            await limits.take(principal)
        assert 3500 < (refused.value.retry_after_s or 0) <= 3600

    async def test_begins_anew_after_an_hour(self, session: AsyncSession, principal: Principal) -> None:
        limits = ChatLimitService(session, TIERS)
        for _ in range(3):
            await limits.take(principal)
        await age(session, principal, 61)
        taken = await limits.take(principal)
        assert taken is not None
        assert taken.remaining == 2

    async def test_a_message_that_was_not_stored_does_not_count(self, database: Database, principal: Principal) -> None:
        with pytest.raises(RuntimeError):
            async with database.transaction(principal.organization_id) as session:
                await ChatLimitService(session, TIERS).take(principal)
                raise RuntimeError
        async with database.transaction(principal.organization_id) as session:
            left = await ChatLimitService(session, TIERS).look(principal)
        assert left is not None
        assert (left.remaining, left.resets_at) == (3, None)

    async def test_processes_at_once_never_give_more_than_there_is(
        self, database: Database, principal: Principal
    ) -> None:
        async def one() -> bool:
            try:
                async with database.transaction(principal.organization_id) as session:
                    await ChatLimitService(session, TIERS).take(principal)
            except ChatLimitReached:
                return False
            return True

        assert sum(await asyncio.gather(*(one() for _ in range(8)))) == 3

    async def test_nothing_is_limited_without_tiers_nor_above_the_free_one(
        self, session: AsyncSession, principal: Principal
    ) -> None:
        assert await ChatLimitService(session, ChatSettings()).take(principal) is None
        await session.execute(
            text("""update organization set settings = '{"tier": "pro"}' where id = :id"""),
            {"id": principal.organization_id},
        )
        assert await ChatLimitService(session, TIERS).take(principal) is None


class TestHeaders:
    async def test_count_down_under_both_names(self, session: AsyncSession, principal: Principal) -> None:
        taken = await ChatLimitService(session, TIERS).take(principal)
        assert taken is not None
        headers = taken.headers()
        assert (headers["RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("3", "2")
        assert 3590 <= int(headers["RateLimit-Reset"]) <= 3600
