from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from pilothouse.core.ids import new_id
from pilothouse.db.engine import Database
from pilothouse.durable.tables import Work
from pilothouse.notify.preferences.schemas import PreferenceSet
from pilothouse.notify.preferences.service import PreferenceService
from pilothouse.notify.tables import Notification, NotificationDelivery
from pilothouse.notify.topics import UnknownTopic
from tests.access.conftest import FrozenClock, Member
from tests.conftest import Tenant
from tests.house import add_colleague, make_user
from tests.notify.conftest import Desk, a_notice

URL = "http://127.0.0.1:1024/"


@pytest.fixture
async def member(database: Database, tenant: Tenant) -> Member:
    return await make_user(database, tenant, "user")


async def prefer(desk: Desk, member: Member, topic: str, *channels: str) -> None:
    async with desk.database.transaction(member.organization_id) as session:
        preferences = PreferenceService(session, desk.notify, FrozenClock())
        await preferences.set(member.principal, topic, PreferenceSet(channels=list(channels)))


class TestNotify:
    async def test_tells_every_endpoint_that_wants_the_topic(self, desk: Desk) -> None:
        hook = await desk.endpoint("webhook", URL)
        await desk.endpoint("webhook", URL, "budget.alert")
        await desk.tell()
        assert [(each.channel, each.endpoint_id, each.state) for each in await desk.deliveries()] == [
            ("webhook", hook, "pending")
        ]

    async def test_makes_one_letter_for_each_address_of_a_list(self, desk: Desk) -> None:
        await desk.endpoint("email", "ada@example.com, bea@example.com,ada@example.com")
        await desk.tell()
        assert [each.address for each in await desk.deliveries()] == ["ada@example.com", "bea@example.com"]

    async def test_tells_a_key_once(self, desk: Desk) -> None:
        await desk.endpoint("webhook", URL)
        assert isinstance(await desk.tell("one"), UUID)
        assert await desk.tell("one") is None
        assert isinstance(await desk.tell("two"), UUID)
        assert len(await desk.deliveries()) == 2

    async def test_writes_nothing_when_nobody_wants_it(self, desk: Desk) -> None:
        assert await desk.tell() is None
        assert await desk.deliveries() == []

    async def test_tells_nothing_of_what_was_rolled_back(self, desk: Desk) -> None:
        await desk.endpoint("webhook", URL)
        with pytest.raises(RuntimeError):
            async with desk.database.transaction(desk.who.organization_id) as session:
                await desk.notify.outbox.notify(session, a_notice(desk.who.organization_id))
                raise RuntimeError
        assert await desk.deliveries() == []
        async with desk.database.transaction(desk.who.organization_id) as session:
            assert await session.scalar(select(func.count()).select_from(Work)) == 0

    async def test_knows_its_topics(self, desk: Desk) -> None:
        with pytest.raises(UnknownTopic, match=r"mission\.failde"):
            await desk.tell(topic="mission.failde")

    async def test_tells_an_endpoint_that_is_switched_off_nothing(self, desk: Desk) -> None:
        hook = await desk.endpoint("webhook", URL)
        async with desk.database.transaction(desk.who.organization_id) as session:
            await session.execute(
                text("update notification_endpoint set is_active = false where id = :id"), {"id": hook}
            )
        assert await desk.tell() is None

    async def test_shows_an_organization_only_its_own(self, desk: Desk, other_tenant: Tenant) -> None:
        await desk.endpoint("webhook", URL)
        await desk.tell()
        async with desk.database.transaction(other_tenant.organization_id) as session:
            for table in (Notification, NotificationDelivery):
                assert await session.scalar(select(func.count()).select_from(table)) == 0


class TestPeople:
    async def test_hear_of_their_own_missions_when_they_want_to(self, desk: Desk, member: Member) -> None:
        await prefer(desk, member, "mission.failed", "email")
        await desk.tell("mine", owner_id=member.user_id)
        await desk.tell("somebody's", owner_id=new_id())
        await desk.tell("nobody's")
        assert [(each.user_id, each.address) for each in await desk.deliveries()] == [(member.user_id, member.email)]

    async def test_hear_nothing_by_default_and_nothing_any_more(self, desk: Desk, member: Member) -> None:
        assert await desk.tell("before", owner_id=member.user_id) is None
        await prefer(desk, member, "mission.failed", "email")
        await prefer(desk, member, "mission.failed")
        assert await desk.tell("after", owner_id=member.user_id) is None

    async def test_hear_nothing_once_their_role_no_longer_lets_them_see_it(self, desk: Desk, member: Member) -> None:
        await prefer(desk, member, "mission.failed", "email")
        async with desk.database.transaction(member.organization_id) as session:
            await session.execute(text("delete from user_role where user_id = :id"), {"id": member.user_id})
        assert await desk.tell(owner_id=member.user_id) is None

    async def test_hear_nothing_once_they_are_deactivated(self, desk: Desk, member: Member) -> None:
        await prefer(desk, member, "mission.failed", "email")
        async with desk.database.transaction(member.organization_id) as session:
            await session.execute(
                text("update user_account set is_active = false where id = :id"), {"id": member.user_id}
            )
        assert await desk.tell(owner_id=member.user_id) is None

    async def test_all_hear_of_what_concerns_the_whole_organization(self, desk: Desk, member: Member) -> None:
        colleague = await add_colleague(desk.database, member, "user")
        for each in (member, colleague):
            await prefer(desk, each, "budget.alert", "email")
        await desk.tell(topic="budget.alert")
        assert {each.address for each in await desk.deliveries()} == {member.email, colleague.email}


class TestMail:
    async def test_seals_what_only_the_receiver_may_read(self, desk: Desk, owner_database: Database) -> None:
        organization = desk.who.organization_id
        async with desk.database.transaction(organization) as session:
            await desk.notify.account_mail.reset_password(
                session,
                organization,
                address="ada@example.com",
                name="Ada",
                link="https://pilot.example/reset?token=t0psecret",  # not a secret
                expires_at=datetime.now(UTC),
                key="reset:1",
            )
        async with owner_database.transaction() as session:
            row = (
                await session.execute(text("select n::text, sealed from notification n where key = 'reset:1'"))
            ).one()
        assert "t0psecret" not in row[0]
        assert b"t0psecret" not in row.sealed

    async def test_goes_to_an_address_whatever_its_owner_prefers(self, desk: Desk) -> None:
        organization = desk.who.organization_id
        async with desk.database.transaction(organization) as session:
            for _ in range(2):
                await desk.notify.account_mail.security_event(
                    session, organization, address="ada@example.com", name="Ada", what="Signed in anew.", key="login:1"
                )
        assert [each.address for each in await desk.deliveries()] == ["ada@example.com"]
