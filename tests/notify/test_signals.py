"""Signals that SQL writes: who gets one, and that it is told once."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text

from pilothouse.core.ids import new_id
from pilothouse.notify.outbox import Notice
from pilothouse.notify.signals import SignalHandler
from tests.notify.conftest import Desk, a_notice
from tests.notify.receivers import until


async def signal(desk: Desk, topic: str, subject_id: UUID) -> None:
    async with desk.database.transaction(desk.who.organization_id) as session:
        parameters = {"organization": desk.who.organization_id, "topic": topic, "subject": subject_id}
        await session.execute(text("select notify_signal(:organization, :topic, :subject)"), parameters)


async def worked_off(desk: Desk) -> bool:
    async with desk.database.transaction(desk.who.organization_id) as session:
        left = "select (select count(*) from notification_signal) + (select count(*) from work where kind = :kind)"
        return await session.scalar(text(left), {"kind": SignalHandler.kind}) == 0


class TestSignal:
    async def test_is_written_only_when_somebody_wants_its_topic(self, desk: Desk) -> None:
        await desk.endpoint("webhook", "http://127.0.0.1:1024/", "mission.failed")
        await signal(desk, "mission.completed", new_id())
        await signal(desk, "mission.failed", new_id())
        async with desk.database.transaction(desk.who.organization_id) as session:
            assert (await session.scalars(text("select topic from notification_signal"))).all() == ["mission.failed"]
            assert await session.scalar(text("select count(*) from work")) == 1

    async def test_becomes_news_once(self, desk: Desk, engine) -> None:
        await desk.endpoint("webhook", "http://127.0.0.1:1024/", "mission.failed")
        subject = new_id()
        composed: list[UUID] = []

        async def compose(_session, row) -> Notice:
            composed.append(row.subject_id)
            return a_notice(row.organization_id, f"{row.topic}:{row.id}")

        await signal(desk, "mission.failed", subject)
        parts = _with(desk, SignalHandler(desk.notify.outbox, {"mission.failed": compose}))
        async with engine(parts), engine(parts):
            await until(lambda: worked_off(desk))
        assert composed == [subject]
        assert len(await desk.deliveries()) == 1

    @pytest.mark.parametrize("composers", [{}, {"mission.failed": "nothing"}], ids=["unknown", "no longer news"])
    async def test_may_come_to_nothing(self, desk: Desk, engine, composers) -> None:
        async def nothing(_session, _row) -> None:
            return None

        await desk.endpoint("webhook", "http://127.0.0.1:1024/", "mission.failed")
        await signal(desk, "mission.failed", new_id())
        handler = SignalHandler(desk.notify.outbox, dict.fromkeys(composers, nothing))
        async with engine(_with(desk, handler)):
            await until(lambda: worked_off(desk))
        assert await desk.deliveries() == []


def _with(desk: Desk, handler: SignalHandler):
    return replace(desk.notify, handlers=(handler,))
