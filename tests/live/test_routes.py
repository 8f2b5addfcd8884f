"""The WebSocket and the stream of one mission, over a real connection, as browsers use them."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from pilothouse.live import routes
from tests.access.conftest import PASSWORD
from tests.house import House, code_of, data_of
from tests.live.conftest import Stream, make_stream


class Browser:
    """A signed-in page: its cookies, its sockets."""

    def __init__(self, address: str, cookies: str) -> None:
        self.address = address
        self.cookies = cookies

    def socket(self, cursor: str | None = None, *, origin: str | None = None):
        query = f"?cursor={cursor}" if cursor else ""
        return connect(
            f"ws://{self.address}/api/v1/live{query}",
            additional_headers={"Cookie": self.cookies} if self.cookies else {},
            origin=origin or f"http://{self.address}",
        )


async def receive(socket: ClientConnection) -> dict:
    """Return the next message that is not a heartbeat."""
    while True:
        message = json.loads(await asyncio.wait_for(socket.recv(), 10))
        if message["type"] != "heartbeat":
            return message


@pytest.fixture
async def browser(house: House, member) -> Browser:
    address = await house.listen()
    async with httpx2.AsyncClient(base_url=f"http://{address}/api/v1") as client:
        answer = await client.post("/auth/login", json={"email": member.email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return Browser(address, "; ".join(f"{name}={value}" for name, value in client.cookies.items()))


class TestLive:
    async def test_greets_and_then_tells_of_every_event(self, browser, stream: Stream) -> None:
        async with browser.socket() as socket:
            hello = await receive(socket)
            assert hello["type"] == "hello"
            await stream.append(2)
            events = [await receive(socket) for _ in range(2)]
        assert [event["rev"] for event in events] == [1, 2]
        assert events[0]["id"] == f"{stream.id}:1"
        assert events[0]["data"] == {"number": 1}
        assert len({hello["cursor"], *(event["cursor"] for event in events)}) == 3

    async def test_a_browser_that_drops_and_returns_with_its_cursor_misses_nothing(self, browser, stream) -> None:
        async with browser.socket() as witness:
            await receive(witness)
            async with browser.socket() as socket:
                await receive(socket)
                await stream.append()
                cursor = (await receive(socket))["cursor"]
            await stream.append(3)
            assert [(await receive(witness))["rev"] for _ in range(4)] == [1, 2, 3, 4]
            async with browser.socket(cursor) as again:
                assert (await receive(again))["type"] == "hello"
                assert [(await receive(again))["rev"] for _ in range(3)] == [2, 3, 4]

    async def test_one_whose_place_is_unknown_is_told_to_refetch(self, browser) -> None:
        async with browser.socket("0192-of-another-process.7") as socket:
            hello = await receive(socket)
            resync = await receive(socket)
        assert (resync["type"], resync["cursor"]) == ("resync", hello["cursor"])

    async def test_shows_nothing_of_another_organization(self, browser, stream, database, other_tenant) -> None:
        theirs = await make_stream(database, other_tenant.organization_id)
        async with browser.socket() as socket:
            await receive(socket)
            await theirs.append(3)
            await stream.append()
            assert (await receive(socket))["id"] == f"{stream.id}:1"

    async def test_an_idle_connection_hears_that_the_server_lives(self, browser, monkeypatch) -> None:
        monkeypatch.setattr(routes, "HEARTBEAT_S", 0.05)
        async with browser.socket() as socket:
            types = [json.loads(await asyncio.wait_for(socket.recv(), 10))["type"] for _ in range(3)]
        assert types == ["hello", "heartbeat", "heartbeat"]

    async def test_what_a_browser_says_is_ignored(self, browser, stream) -> None:
        async with browser.socket() as socket:
            await receive(socket)
            await socket.send("hello?")
            await socket.send(b"\x00\x01")
            await stream.append()
            assert (await receive(socket))["rev"] == 1

    async def test_a_closed_connection_leaves_nobody_behind(self, browser, house, stream) -> None:
        async with browser.socket() as socket:
            await receive(socket)
            assert stream.organization_id in house.platform.hub._subscriptions
        async with asyncio.timeout(10):
            while stream.organization_id in house.platform.hub._subscriptions:
                await asyncio.sleep(0.01)

    async def refused(self, connecting) -> tuple[int, str]:
        async with connecting as socket:
            with pytest.raises(ConnectionClosed) as closed:
                await asyncio.wait_for(socket.recv(), 10)
        assert closed.value.rcvd is not None
        return closed.value.rcvd.code, closed.value.rcvd.reason

    async def test_whoever_is_not_signed_in_is_told_so_by_the_close_code(self, browser) -> None:
        for cookies in ("", "pilothouse_access=x.y.z"):
            code, reason = await self.refused(Browser(browser.address, cookies).socket())
            assert code == 4401
            assert reason

    async def test_a_page_of_another_site_is_refused_though_it_brings_the_cookie(self, browser) -> None:
        for origin in ("https://evil.example", "http://127.0.0.1:1", "null"):
            code, _ = await self.refused(browser.socket(origin=origin))
            assert code == 4403


async def frames(response: httpx2.Response) -> AsyncIterator[tuple[str, dict]]:
    """Yield id and data of each event of a stream."""
    identifier = ""
    async for line in response.aiter_lines():
        if line.startswith("id: "):
            identifier = line.removeprefix("id: ")
        elif line.startswith("data: "):
            yield identifier, json.loads(line.removeprefix("data: "))


@pytest.fixture
async def remote(house: House, member) -> AsyncIterator[httpx2.AsyncClient]:
    """A client over the network: only there do streams stream."""
    headers = {"Authorization": f"Bearer {await house.key(member)}"}
    async with httpx2.AsyncClient(
        base_url=f"http://{await house.listen()}/api/v1", headers=headers, timeout=15
    ) as client:
        yield client


@pytest.fixture
async def mission(remote) -> dict:
    return data_of(await remote.post("/missions", json={"objective": "Wait for me", "draft": True}))


class TestMissionStream:
    async def test_tells_the_past_and_then_what_happens_and_ends_with_the_mission(self, remote, mission) -> None:
        path = f"/missions/{mission['id']}"
        async with remote.stream("GET", f"{path}/stream") as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            events = frames(response)
            identifier, first = await anext(events)
            assert (identifier, first["type"]) == (f"{mission['id']}:1", "mission.submitted")
            await remote.patch(path, json={"title": "Renamed"})
            assert (await anext(events))[1]["type"] == "mission.edited"
            await remote.post(f"{path}/cancel")
            rest = [event async for event in events]
        assert [(event["type"], event["data"]["state"], event["rev"]) for _, event in rest] == [
            ("mission.state", "cancelled", 3)
        ]

    async def test_goes_on_after_the_last_event_that_the_browser_has(self, remote, mission) -> None:
        path = f"/missions/{mission['id']}"
        for title in ("One", "Two"):
            await remote.patch(path, json={"title": title})
        await remote.post(f"{path}/cancel")
        async with remote.stream("GET", f"{path}/stream", headers={"Last-Event-ID": f"{mission['id']}:2"}) as response:
            assert [event["rev"] async for _, event in frames(response)] == [3, 4]

    async def test_an_end_that_was_not_the_end_does_not_end_it(self, remote, mission) -> None:
        path = f"/missions/{mission['id']}"
        await remote.post(f"{path}/cancel")
        await remote.post(f"{path}/retry")
        await remote.post(f"{path}/cancel")
        async with remote.stream("GET", f"{path}/stream") as response:
            assert [event["data"]["state"] async for _, event in frames(response)] == [
                "draft", "cancelled", "queued", "cancelled",
            ]  # fmt: skip

    async def test_answers_a_browser_that_has_all_with_nothing_so_that_it_stays_away(self, remote, mission) -> None:
        path = f"/missions/{mission['id']}"
        await remote.post(f"{path}/cancel")
        answer = await remote.get(f"{path}/stream", headers={"Last-Event-ID": f"{mission['id']}:2"})
        assert (answer.status_code, answer.content) == (204, b"")

    @pytest.mark.parametrize("told", ["nonsense", "", "a:b", b"x:\xb2", "x:" + "9" * 90])
    async def test_an_id_that_is_none_of_ours_does_no_harm(self, remote, mission, told) -> None:
        path = f"/missions/{mission['id']}"
        await remote.post(f"{path}/cancel")
        async with remote.stream(
            "GET", f"{path}/stream", headers=[(b"Last-Event-ID", told if isinstance(told, bytes) else told.encode())]
        ) as response:
            assert response.status_code in {200, 204}

    async def test_another_organizations_is_not_found(self, house, mission, stranger) -> None:
        client = await house.client(stranger)
        assert code_of(await client.get(f"/missions/{mission['id']}/stream")) == (404, "not_found")
