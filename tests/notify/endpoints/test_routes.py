import httpx2
import pytest
from sqlalchemy import text

from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from tests.conftest import Tenant
from tests.house import code_of, data_of
from tests.notify.conftest import Desk
from tests.notify.receivers import MailServer, Receiver, until

HOOK = {
    "kind": "webhook",
    "name": "Ops",
    "address": "http://127.0.0.1:1024/in?key=abc",
    "topics": ["mission.failed", "budget.alert", "mission.failed"],
}


async def delivered(desk: Desk) -> bool:
    return "pending" not in await desk.states()


class TestEndpoints:
    async def test_are_made_with_a_secret_that_is_shown_once(self, api: httpx2.AsyncClient) -> None:
        answer = await api.post("/endpoints", json=HOOK)
        made = data_of(answer)
        assert answer.status_code == 201
        assert made["secret"].startswith("whsec_")
        assert made["topics"] == ["budget.alert", "mission.failed"]
        read = data_of(await api.get(f"/endpoints/{made['id']}"))
        assert "secret" not in read
        assert data_of(await api.get("/endpoints")) == [read]

    async def test_show_no_more_than_a_hint_of_their_address(self, api, owner_database: Database) -> None:
        made = data_of(await api.post("/endpoints", json=HOOK))
        assert made["address_hint"] == "http://127.0.0.1:1024/…"
        async with owner_database.transaction() as session:
            row = await session.scalar(
                text("select e::text from notification_endpoint e where id = cast(:id as uuid)"), {"id": made["id"]}
            )
        assert "key=abc" not in row

    async def test_can_be_changed_and_removed(self, api: httpx2.AsyncClient) -> None:
        made = data_of(await api.post("/endpoints", json=HOOK))
        at = f"/endpoints/{made['id']}"
        changed = data_of(await api.patch(at, json={"name": "New", "topics": [], "is_active": False}))
        assert (changed["name"], changed["topics"], changed["is_active"]) == ("New", [], False)
        assert (await api.delete(at)).status_code == 204
        assert code_of(await api.get(at))[0] == 404

    async def test_are_written_into_the_audit_log(self, api, desk: Desk) -> None:
        made = data_of(await api.post("/endpoints", json=HOOK))
        await api.patch(f"/endpoints/{made['id']}", json={"name": "New"})
        await api.delete(f"/endpoints/{made['id']}")
        async with desk.database.transaction(desk.who.organization_id) as session:
            rows = (await session.execute(text("select action, changes from audit_event order by id"))).all()
        assert [row.action.partition(".")[2] for row in rows] == ["create", "update", "delete"]
        assert rows[1].changes == {"name": ["Ops", "New"]}
        assert "key=abc" not in str(rows)

    async def test_are_removed_with_what_is_on_its_way_to_them(self, api, desk: Desk) -> None:
        made = data_of(await api.post("/endpoints", json=HOOK))
        await desk.tell()
        await api.delete(f"/endpoints/{made['id']}")
        assert await desk.deliveries() == []
        async with desk.database.transaction(desk.who.organization_id) as session:
            assert await session.scalar(text("select count(*) from work")) == 0

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("kind", "pigeon"),
            ("name", ""),
            ("name", "x" * 101),
            ("name", "two\nlines"),
            ("address", ""),
            ("address", "x" * 2_001),
            ("address", "ftp://example.com"),
            ("address", "http://169.254.169.254/latest"),
            ("address", "https://user:word@example.com/"),
            ("topics", ["mission.failde"]),
            ("topics", ["account.reset_password"]),
            ("topics", ["mission.failed"] * 51),
            ("surprise", 1),
        ],
    )
    async def test_refuse_what_cannot_be(self, api: httpx2.AsyncClient, field: str, value: object) -> None:
        assert code_of(await api.post("/endpoints", json={**HOOK, field: value}))[0] == 422

    @pytest.mark.parametrize(
        "address", ["nobody", ",", "a@example.com,nobody", ",".join(f"a{n}@b.cd" for n in range(21))]
    )
    async def test_refuse_a_list_in_which_something_is_no_address(self, api, address: str) -> None:
        form = {**HOOK, "kind": "email", "address": address}
        assert code_of(await api.post("/endpoints", json=form)) == (422, "address_not_usable")

    async def test_are_nobody_elses_business(self, api, client_of, other_tenant: Tenant) -> None:
        made = data_of(await api.post("/endpoints", json=HOOK))
        stranger = client_of(other_tenant.principal)
        at = f"/endpoints/{made['id']}"
        assert data_of(await stranger.get("/endpoints")) == []
        for answer in (
            await stranger.get(at),
            await stranger.patch(at, json={"name": "Mine"}),
            await stranger.delete(at),
            await stranger.post(f"{at}/test"),
            await stranger.post(f"{at}/rotate-secret"),
        ):
            assert code_of(answer)[0] == 404
        assert data_of(await api.get(at))["name"] == "Ops"

    async def test_are_for_those_who_may_write_them(self, client_of, principal: Principal) -> None:
        reader = Principal(
            OrganizationId(principal.organization_id), UserId(new_id()), permissions=frozenset({"notifications:read"})
        )
        client = client_of(reader)
        assert data_of(await client.get("/endpoints")) == []
        assert code_of(await client.post("/endpoints", json=HOOK)) == (403, "permission_denied")


class TestSwitchedOff:
    async def test_one_is_switched_on_again_with_a_clean_slate(self, api, desk: Desk) -> None:
        made = data_of(await api.post("/endpoints", json=HOOK))
        async with desk.database.transaction(desk.who.organization_id) as session:
            await session.execute(
                text("update notification_endpoint set is_active = false, disabled_reason = 'x', given_up_in_a_row = 9")
            )
        changed = data_of(await api.patch(f"/endpoints/{made['id']}", json={"is_active": True}))
        assert (changed["is_active"], changed["disabled_reason"], changed["given_up_in_a_row"]) == (True, None, 0)

    async def test_one_cannot_be_tested(self, api) -> None:
        made = data_of(await api.post("/endpoints", json=HOOK))
        await api.patch(f"/endpoints/{made['id']}", json={"is_active": False})
        assert code_of(await api.post(f"/endpoints/{made['id']}/test"))[0] == 409


class TestRotateSecret:
    async def test_shows_a_new_one_and_says_how_long_the_old_one_holds(self, api) -> None:
        made = data_of(await api.post("/endpoints", json=HOOK))
        rotated = data_of(await api.post(f"/endpoints/{made['id']}/rotate-secret"))
        assert rotated["secret"] != made["secret"]
        assert rotated["old_secret_until"] is not None

    async def test_is_for_webhooks(self, api) -> None:
        made = data_of(await api.post("/endpoints", json={**HOOK, "kind": "slack"}))
        assert made["secret"] is None
        assert code_of(await api.post(f"/endpoints/{made['id']}/rotate-secret")) == (409, "not_a_webhook")


class TestTest:
    async def test_arrives(self, api, desk: Desk, engine, receiver: Receiver, mail_server: MailServer) -> None:
        hook = data_of(await api.post("/endpoints", json={**HOOK, "address": receiver.url}))
        people = {**HOOK, "kind": "email", "address": "ada@example.com,bea@example.com"}
        mails = data_of(await api.post("/endpoints", json=people))
        assert len(data_of(await api.post(f"/endpoints/{hook['id']}/test"))) == 1
        assert len(data_of(await api.post(f"/endpoints/{mails['id']}/test"))) == 2
        async with engine():
            await until(lambda: delivered(desk))
        assert receiver.requests[0].json["type"] == "notification.test"
        assert sorted(mail_server.recipients) == ["ada@example.com", "bea@example.com"]
