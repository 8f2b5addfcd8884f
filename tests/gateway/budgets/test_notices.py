"""Budget alerts reach those who want to hear of them."""

from sqlalchemy import select, text

from pilothouse.db.engine import Database
from pilothouse.gateway.budgets.notices import tell_alert
from pilothouse.gateway.ledger.entries import Hold
from pilothouse.gateway.ledger.service import Accountant
from pilothouse.notify.tables import NotificationSignal
from tests.gateway.books import Books, bill

WANTED = {"scope_kind": "model", "scope_id": "gpt-4o", "period": "daily", "limit_usd": "1.00", "thresholds": [50]}


async def subscribe(database: Database, books: Books) -> None:
    async with database.transaction(books.principal.organization_id) as session:
        await session.execute(
            text(
                "insert into notification_endpoint (id, organization_id, kind, name, topics, hint, sealed_address)"
                " values (gen_random_uuid(), :organization, 'webhook', 'Ops', '{budget.alert}', '', :sealed)"
            ),
            {"organization": books.principal.organization_id, "sealed": b"x"},
        )


async def spend(accountant: Accountant, books: Books, cost: int) -> None:
    hold = await accountant.reserve(books.entry(cost, "model:gpt-4o"))
    assert isinstance(hold, Hold)
    await accountant.settle(hold, bill(cost))


class TestAlert:
    async def test_is_told_with_the_settlement_that_raised_it(self, client, accountant, books, database) -> None:
        await client.post("/budgets", json=WANTED)
        await subscribe(database, books)
        await spend(accountant, books, 600_000)
        async with database.transaction(books.principal.organization_id) as session:
            (signal,) = (await session.scalars(select(NotificationSignal))).all()
            notice = await tell_alert(session, signal)
            assert notice is not None
            assert (notice.topic, notice.payload["kind"], notice.payload["threshold_percent"]) == (
                "budget.alert",
                "threshold",
                50,
            )
            assert (notice.payload["spent_usd"], notice.payload["limit_usd"]) == ("0.600000", "1.000000")
        assert [row["sent_at"] is not None for row in await books.rows("select sent_at from budget_alert")] == [True]

    async def test_costs_nothing_when_nobody_wants_to_hear_it(self, client, accountant, books, database) -> None:
        await client.post("/budgets", json=WANTED)
        await spend(accountant, books, 600_000)
        assert await books.rows("select id from notification_signal") == []
        assert await books.rows("select id from work") == []

    async def test_calls_an_organizations_budget_by_its_name(self, client, accountant, books, database) -> None:
        organization = books.principal.organization_id
        await client.post("/budgets", json={**WANTED, "scope_kind": "organization", "scope_id": str(organization)})
        await subscribe(database, books)
        await spend(accountant, books, 600_000)
        async with database.transaction(organization) as session:
            (signal,) = (await session.scalars(select(NotificationSignal))).all()
            notice = await tell_alert(session, signal)
        assert notice.payload["scope_name"] == "Test"

    async def test_is_no_news_once_its_budget_is_deleted(self, client, accountant, books, database) -> None:
        made = (await client.post("/budgets", json=WANTED)).json()["data"]
        await subscribe(database, books)
        await spend(accountant, books, 600_000)
        await client.delete(f"/budgets/{made['id']}")
        async with database.transaction(books.principal.organization_id) as session:
            (signal,) = (await session.scalars(select(NotificationSignal))).all()
            assert await tell_alert(session, signal) is None
