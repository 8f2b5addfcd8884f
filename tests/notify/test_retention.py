from sqlalchemy import text

from pilothouse.notify.retention import Retention
from tests.notify.conftest import Desk

_COUNTS = text(
    "select (select count(*) from notification), (select count(*) from notification_delivery),"
    " (select count(*) from work)"
)


async def age(desk: Desk, *, key: str, state: str) -> None:
    """Let a message be a year old."""
    async with desk.database.transaction(desk.who.organization_id) as session:
        parameters = {"key": key, "state": state}
        await session.execute(
            text("update notification set created_at = now() - interval '1 year' where key = :key"), parameters
        )
        await session.execute(
            text(
                "update notification_delivery d set state = :state from notification n"
                " where n.id = d.notification_id and n.key = :key"
            ),
            parameters,
        )


async def counts(desk: Desk) -> tuple[int, ...]:
    async with desk.database.transaction(desk.who.organization_id) as session:
        return tuple((await session.execute(_COUNTS)).one())


class TestRetention:
    async def test_erases_old_messages_with_their_work_and_nothing_else(self, desk: Desk) -> None:
        await desk.endpoint("webhook", "http://127.0.0.1:1024/")
        for key in ("old", "on its way", "new"):
            await desk.tell(key)
        await age(desk, key="old", state="delivered")
        await age(desk, key="on its way", state="pending")
        await Retention(desk.database, 90).once()
        assert await counts(desk) == (2, 2, 2)

    async def test_keeps_everything_where_that_is_wanted(self, desk: Desk) -> None:
        await desk.endpoint("webhook", "http://127.0.0.1:1024/")
        await desk.tell()
        await age(desk, key="one", state="delivered")
        await Retention(desk.database, 0).once()
        assert await counts(desk) == (1, 1, 1)
