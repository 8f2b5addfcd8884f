import httpx2
import pytest

from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from tests.conftest import Tenant
from tests.house import code_of, data_of
from tests.notify.conftest import Desk
from tests.notify.receivers import Receiver, until


async def delivered(desk: Desk) -> bool:
    return "pending" not in await desk.states()


class TestDeliveryLog:
    async def test_lists_messages_newest_first_page_by_page(self, desk: Desk, api: httpx2.AsyncClient) -> None:
        hook = await desk.endpoint("webhook", "http://127.0.0.1:1024/")
        for number in range(5):
            await desk.tell(str(number))
        first = await api.get("/deliveries", params={"limit": 3})
        cursor = first.json()["meta"]["pagination"]["next_cursor"]
        second = await api.get("/deliveries", params={"limit": 3, "cursor": cursor})
        ids = [each["id"] for each in [*data_of(first), *data_of(second)]]
        assert ids == sorted(ids, reverse=True)
        assert len(ids) == 5
        assert second.json()["meta"]["pagination"]["next_cursor"] is None
        row = data_of(first)[0]
        assert (row["topic"], row["channel"], row["state"]) == ("mission.failed", "webhook", "pending")
        assert (row["endpoint_id"], row["endpoint_name"]) == (str(hook), "Test")

    async def test_can_be_narrowed(self, desk: Desk, api: httpx2.AsyncClient) -> None:
        one, two = (
            await desk.endpoint("webhook", "http://127.0.0.1:1024/"),
            await desk.endpoint("email", "a@example.com"),
        )
        await desk.tell()
        assert [each["endpoint_id"] for each in data_of(await api.get(f"/deliveries?endpoint_id={two}"))] == [str(two)]
        assert len(data_of(await api.get("/deliveries?state=pending"))) == 2
        assert data_of(await api.get("/deliveries?state=delivered")) == []
        assert one != two

    async def test_tells_every_try(self, desk: Desk, api, engine, receiver: Receiver) -> None:
        receiver.answers.append(500)
        await desk.endpoint("webhook", receiver.url)
        await desk.tell()
        async with engine():
            await until(lambda: delivered(desk))
        (row,) = data_of(await api.get("/deliveries"))
        whole = data_of(await api.get(f"/deliveries/{row['id']}"))
        assert [(each["number"], each["outcome"], each["status_code"]) for each in whole["tried"]] == [
            (1, "failed", 500),
            (2, "delivered", 200),
        ]
        assert whole["payload"]["title"] == "Count the <sheep>"
        assert receiver.requests[0].headers["webhook-id"] == whole["message_id"]

    @pytest.mark.parametrize("cursor", ["x", "WyJ4Il0", "W10", "bnVsbA"])
    async def test_refuses_a_cursor_that_is_none(self, api: httpx2.AsyncClient, cursor: str) -> None:
        assert code_of(await api.get(f"/deliveries?cursor={cursor}"))[0] == 422

    async def test_knows_nothing_of_other_organizations(self, desk, client_of, other_tenant: Tenant) -> None:
        await desk.endpoint("webhook", "http://127.0.0.1:1024/")
        await desk.tell()
        (mine,) = await desk.deliveries()
        stranger = client_of(other_tenant.principal)
        assert data_of(await stranger.get("/deliveries")) == []
        assert code_of(await stranger.get(f"/deliveries/{mine.id}"))[0] == 404
        assert code_of(await stranger.post(f"/deliveries/{mine.id}/redeliver"))[0] == 404

    async def test_is_for_those_who_may_read_it(self, client_of, principal: Principal) -> None:
        anybody = client_of(
            Principal(OrganizationId(principal.organization_id), UserId(new_id()), permissions=frozenset())
        )
        assert code_of(await anybody.get("/deliveries")) == (403, "permission_denied")


class TestRedeliver:
    async def test_sends_the_same_message_again(self, desk: Desk, api, engine, receiver: Receiver) -> None:
        await desk.endpoint("webhook", receiver.url)
        await desk.tell()
        async with engine():
            await until(lambda: delivered(desk))
            (first,) = data_of(await api.get("/deliveries"))
            again = data_of(await api.post(f"/deliveries/{first['id']}/redeliver"))
            await until(lambda: delivered(desk))
        assert again["redelivery_of_id"] == first["id"]
        assert len(receiver.requests) == 2
        assert len({each.headers["webhook-id"] for each in receiver.requests}) == 1

    async def test_waits_for_one_that_is_on_its_way(self, desk: Desk, api: httpx2.AsyncClient) -> None:
        await desk.endpoint("webhook", "http://127.0.0.1:1024/")
        await desk.tell()
        (row,) = await desk.deliveries()
        assert code_of(await api.post(f"/deliveries/{row.id}/redeliver")) == (409, "cannot_redeliver")

    async def test_does_not_repeat_a_letter_whose_link_is_gone(self, desk: Desk, api, engine, mail_server) -> None:
        organization = desk.who.organization_id
        async with desk.database.transaction(organization) as session:
            await desk.notify.account_mail.security_event(
                session, organization, address="ada@example.com", name="Ada", what="Signed in.", key="login"
            )
        async with engine():
            await until(lambda: delivered(desk))
        (row,) = await desk.deliveries()
        assert code_of(await api.post(f"/deliveries/{row.id}/redeliver")) == (409, "cannot_redeliver")
