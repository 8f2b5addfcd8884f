"""Links as rows: what one replaces, when it works, how long it is remembered."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.account_tokens import AccountTokenRepository, find_account_token
from pilothouse.access.identity.errors import LinkNotValid
from pilothouse.access.identity.tables import AccountToken, User
from pilothouse.core.ids import new_id
from pilothouse.db.engine import Database
from tests.access.conftest import FrozenClock, Member


@pytest.fixture
async def session(database: Database, member: Member) -> AsyncIterator[AsyncSession]:
    async with database.transaction(member.organization_id) as session:
        yield session


@pytest.fixture
async def ada(session: AsyncSession, member: Member) -> User:
    return await session.get_one(User, member.user_id)


@pytest.fixture
async def bob(session: AsyncSession, member: Member) -> User:
    user = User(id=new_id(), organization_id=member.organization_id, email=f"bob-{new_id()}@example.com", name="Bob")
    session.add(user)
    await session.flush()
    return user


@pytest.fixture
def links(session: AsyncSession) -> AccountTokenRepository:
    return AccountTokenRepository(session)


async def works(links: AccountTokenRepository, row: AccountToken, clock: FrozenClock) -> bool:
    try:
        found, user = await links.lock(row.id, row.purpose, clock.now())
    except LinkNotValid:
        return False
    assert (found.id, user.id) == (row.id, row.user_id)
    return True


class TestIssue:
    async def test_makes_a_link_for_one_purpose_and_address(
        self, links: AccountTokenRepository, session: AsyncSession, ada: User, clock: FrozenClock
    ) -> None:
        row, token = await links.issue(ada, "verify_email", "new@example.com", clock.now(), 60)
        found = await find_account_token(session, token)
        assert (found.organization_id, found.token_id) == (ada.organization_id, row.id)
        assert (row.user_id, row.purpose, row.email) == (ada.id, "verify_email", "new@example.com")
        assert (row.created_at, row.expires_at) == (clock.now(), clock.now() + timedelta(minutes=1))

    async def test_replaces_the_users_own_of_that_purpose(
        self, links: AccountTokenRepository, ada: User, bob: User, clock: FrozenClock
    ) -> None:
        old, _ = await links.issue(ada, "reset_password", ada.email, clock.now(), 60)
        other_purpose, _ = await links.issue(ada, "verify_email", ada.email, clock.now(), 60)
        others, _ = await links.issue(bob, "reset_password", bob.email, clock.now(), 60)
        new, _ = await links.issue(ada, "reset_password", ada.email, clock.now(), 60)
        assert [await works(links, each, clock) for each in (old, other_purpose, others, new)] == [
            False, True, True, True,
        ]  # fmt: skip

    async def test_forgets_the_users_own_thirty_days_after_their_end(
        self, links: AccountTokenRepository, session: AsyncSession, ada: User, bob: User, clock: FrozenClock
    ) -> None:
        await links.issue(ada, "reset_password", ada.email, clock.now(), 60)  # ends a second too early to be kept
        others, _ = await links.issue(bob, "reset_password", bob.email, clock.now(), 60)
        clock.advance(1)
        kept, _ = await links.issue(ada, "reset_password", ada.email, clock.now(), 60)
        clock.advance(30 * 86_400 + 60)
        new, _ = await links.issue(ada, "reset_password", ada.email, clock.now(), 60)
        assert set(await session.scalars(select(AccountToken.id))) == {others.id, kept.id, new.id}


class TestLock:
    async def test_lets_a_link_work_until_its_end(
        self, links: AccountTokenRepository, ada: User, clock: FrozenClock
    ) -> None:
        row, _ = await links.issue(ada, "verify_email", ada.email, clock.now(), 60)
        clock.advance(59)
        assert await works(links, row, clock)
        clock.advance(1)
        assert not await works(links, row, clock)

    async def test_wants_the_purpose_that_it_was_sent_for(
        self, links: AccountTokenRepository, ada: User, clock: FrozenClock
    ) -> None:
        row, _ = await links.issue(ada, "verify_email", ada.email, clock.now(), 60)
        with pytest.raises(LinkNotValid):
            await links.lock(row.id, "reset_password", clock.now())

    async def test_wants_a_user_who_is_still_active(
        self, links: AccountTokenRepository, session: AsyncSession, ada: User, clock: FrozenClock
    ) -> None:
        row, _ = await links.issue(ada, "verify_email", ada.email, clock.now(), 60)
        ada.is_active = False
        await session.flush()
        assert not await works(links, row, clock)

    async def test_holds_the_link_until_the_transaction_ends(
        self, database: Database, member: Member, clock: FrozenClock
    ) -> None:
        async with database.transaction(member.organization_id) as session:
            user = await session.get_one(User, member.user_id)
            row, _ = await AccountTokenRepository(session).issue(user, "verify_email", user.email, clock.now(), 60)
        async with database.transaction(member.organization_id) as session:
            await AccountTokenRepository(session).lock(row.id, "verify_email", clock.now())
            assert await _free_links(database, member.organization_id) == 0
        assert await _free_links(database, member.organization_id) == 1


class TestEndAll:
    async def test_ends_one_users_and_keeps_when_each_ended(
        self, links: AccountTokenRepository, session: AsyncSession, ada: User, bob: User, clock: FrozenClock
    ) -> None:
        first, _ = await links.issue(ada, "reset_password", ada.email, clock.now(), 60)
        others, _ = await links.issue(bob, "reset_password", bob.email, clock.now(), 60)
        ended_at = clock.now()
        await links.end_all(ada.id, ended_at, "reset_password")
        second, _ = await links.issue(ada, "verify_email", ada.email, clock.now(), 60)
        clock.advance(1)
        await links.end_all(ada.id, clock.now())
        rows = await session.execute(select(AccountToken.id, AccountToken.ended_at))
        ended = {row.id: row.ended_at for row in rows}
        assert ended == {first.id: ended_at, second.id: clock.now(), others.id: None}


async def test_a_token_that_nobody_was_sent_is_not_valid(session: AsyncSession) -> None:
    with pytest.raises(LinkNotValid):
        await find_account_token(session, "made up")


async def _free_links(database: Database, organization: UUID) -> int:
    """Count the links that nobody holds, in a transaction beside."""
    async with database.transaction(organization) as session:
        return len((await session.scalars(select(AccountToken).with_for_update(skip_locked=True))).all())
