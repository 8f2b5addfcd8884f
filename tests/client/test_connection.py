"""What a program meets when it asks a server."""

import httpx2
import pytest

from pilothouse.client import ApiError, Event, Unavailable
from tests.client.conftest import bad, good, stream

LOST = httpx2.ReadError("connection lost", request=httpx2.Request("GET", "http://pilothouse.test/"))


class TestSend:
    def test_returns_the_data(self, desk) -> None:
        desk.answers = [good({"id": "m1"})]
        assert desk.client().missions.read("m1") == {"id": "m1"}
        assert (desk.asked[0].method, desk.asked[0].url.path) == ("GET", "/api/v1/missions/m1")

    def test_sends_the_body_as_it_is_given(self, desk) -> None:
        desk.answers = [good({})]
        desk.client().missions.edit("m1", title="New")
        assert desk.asked[0].content == b'{"title":"New"}'

    def test_tells_what_the_server_refused(self, desk) -> None:
        desk.answers = [bad(404, "not_found")]
        with pytest.raises(ApiError) as refused:
            desk.client().missions.read("m1")
        error = refused.value
        assert (error.status, error.code, error.message) == (404, "not_found", "It is broken.")
        assert (error.details, error.request_id) == ({"part": "left"}, "r1")

    def test_waits_as_the_server_says_and_asks_again(self, desk) -> None:
        desk.answers = [bad(429, headers={"Retry-After": "3"}), LOST, good({"id": "m1"})]
        assert desk.client().missions.read("m1") == {"id": "m1"}
        assert desk.pauses[0] == 3

    def test_gives_up_after_as_many_tries_as_it_was_told(self, desk) -> None:
        desk.answers = [LOST]
        with pytest.raises(Unavailable, match="connection lost"):
            desk.client(retries=1).missions.read("m1")
        assert len(desk.asked) == 2

    def test_submits_once_however_often_it_is_sent(self, desk) -> None:
        desk.answers = [LOST, bad(503), good({"id": "m1"}, 202)]
        desk.client().missions.submit(objective="Say hello")
        assert len({request.headers["Idempotency-Key"] for request in desk.asked}) == 1
        assert len(desk.asked) == 3

    async def test_does_all_that_with_asyncio_too(self, desk) -> None:
        desk.answers = [LOST, bad(503, headers={"Retry-After": "3"}), good({"id": "m1"})]
        assert await desk.async_client().missions.read("m1") == {"id": "m1"}
        assert desk.pauses[1] == 3
        desk.answers = [bad(404, "not_found")]
        with pytest.raises(ApiError, match="not_found"):
            await desk.async_client().missions.read("m1")


class TestLists:
    def test_are_walked_page_by_page(self, desk) -> None:
        desk.answers = [good([1, 2], next_cursor="c2"), good([3], next_cursor=None)]
        assert list(desk.client().missions.list(state="running", page_size=2)) == [1, 2, 3]
        assert [dict(request.url.params) for request in desk.asked] == [
            {"state": "running", "limit": "2"},
            {"state": "running", "limit": "2", "cursor": "c2"},
        ]

    def test_ask_only_for_what_is_read(self, desk) -> None:
        desk.answers = [good([1, 2], next_cursor="c2", total=3)]
        page = desk.client().missions.list().page()
        assert (page.items, page.next_cursor, page.total, len(desk.asked)) == ([1, 2], "c2", 3, 1)

    async def test_are_walked_with_asyncio_too(self, desk) -> None:
        desk.answers = [good([1, 2], next_cursor="c2"), good([3], next_cursor=None)]
        assert await desk.async_client().missions.list().all() == [1, 2, 3]


class TestEvents:
    def test_come_with_their_names_and_places(self, desk) -> None:
        desk.answers = [stream(": hello\n\n", 'id: t1:4\nevent: text\ndata: {"text":"a\u2028b"}\n\n')]
        (event,) = desk.client().runs.stream("t1")
        assert event == Event("text", {"text": "a\u2028b"}, "t1", 4)

    def test_go_on_where_the_connection_broke(self, desk) -> None:
        def breaking():
            yield b"id: t1:1\nevent: text\ndata: {}\n\nid: t1:2\nevent: te"
            raise LOST

        headers = {"Content-Type": "text/event-stream"}
        desk.answers = [
            httpx2.Response(200, content=breaking(), headers=headers),
            stream("id: t1:2\nevent: complete\ndata: {}\n\n"),
        ]
        assert [event.seq for event in desk.client().runs.stream("t1")] == [1, 2]
        assert [request.headers.get("Last-Event-ID") for request in desk.asked] == [None, "t1:1"]

    def test_of_what_must_not_be_done_twice_break_off(self, desk) -> None:
        def breaking():
            yield b"id: t1:1\nevent: text\ndata: {}\n\n"
            raise LOST

        headers = {"Content-Type": "text/event-stream"}
        desk.answers = [httpx2.Response(200, content=breaking(), headers=headers)]
        events = desk.client().chat.start_turn(message="Hello")
        assert next(events).seq == 1
        with pytest.raises(Unavailable):
            next(events)

    def test_are_none_when_nothing_is_left(self, desk) -> None:
        desk.answers = [httpx2.Response(204)]
        assert list(desk.client().runs.stream("t1")) == []

    def test_are_refused_in_words(self, desk) -> None:
        desk.answers = [bad(404, "not_found")]
        with pytest.raises(ApiError, match="not_found"):
            next(desk.client().runs.stream("t1"))

    async def test_come_with_asyncio_too(self, desk) -> None:
        desk.answers = [stream("id: t1:1\nevent: text\ndata: {}\n\n")]
        assert [event.seq async for event in desk.async_client().runs.stream("t1")] == [1]


class TestDownloads:
    def test_are_read_or_saved(self, desk, tmp_path) -> None:
        desk.answers = [httpx2.Response(200, content=b"origin,count\n")]
        download = desk.client().artifacts.download("a1")
        assert download.read() == b"origin,count\n"
        assert download.save(tmp_path / "origins.csv") == 13
        assert [path.name for path in tmp_path.iterdir()] == ["origins.csv"]

    def test_that_break_off_leave_no_file(self, desk, tmp_path) -> None:
        def breaking():
            yield b"origin"
            raise LOST

        desk.answers = [httpx2.Response(200, content=breaking())]
        with pytest.raises(Unavailable):
            desk.client().artifacts.download("a1").save(tmp_path / "origins.csv")
        assert list(tmp_path.iterdir()) == []

    async def test_are_read_and_saved_with_asyncio_too(self, desk, tmp_path) -> None:
        desk.answers = [httpx2.Response(200, content=b"origin,count\n")]
        download = desk.async_client().artifacts.download("a1")
        assert await download.read() == b"origin,count\n"
        assert await download.save(tmp_path / "origins.csv") == 13


class TestUploads:
    def test_take_a_file_or_bytes(self, desk, tmp_path) -> None:
        path = tmp_path / "cars.csv"
        path.write_text("name\n")
        desk.answers = [good({"id": "f1"}, 201)]
        api = desk.client()
        assert api.files.upload(path) == api.files.upload(("cars.csv", b"name\n")) == {"id": "f1"}
        for request in desk.asked:
            assert b'name="file"; filename="cars.csv"' in request.content
            assert b"name\n" in request.content
