"""Answers of the application in this process arrive while they are written."""

import asyncio

import httpx2
import pytest

from pilothouse.cli.transport import InProcessTransport


def client_of(app) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=InProcessTransport(app), base_url="http://pilothouse.test")


async def begin(send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})


async def piece(send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def test_the_beginning_is_read_before_the_end_is_written() -> None:
    read = asyncio.Event()

    async def app(_scope, _receive, send) -> None:
        await begin(send)
        await piece(send, b"one ")
        await read.wait()
        await piece(send, b"two", more=False)

    async with client_of(app) as client, client.stream("GET", "/") as answer:
        pieces = answer.aiter_bytes()
        assert await anext(pieces) == b"one "
        read.set()
        assert [each async for each in pieces] == [b"two"]


async def test_the_application_gets_path_query_headers_and_body() -> None:
    seen = {}

    async def app(scope, receive, send) -> None:
        seen.update(scope, body=(await receive())["body"])
        await begin(send)
        await piece(send, b"", more=False)

    async with client_of(app) as client:
        await client.post("/api/v1/x?q=1", content=b"hello", headers={"Accept": "text/event-stream"})
    assert (seen["path"], seen["query_string"], seen["body"]) == ("/api/v1/x", b"q=1", b"hello")
    assert (b"accept", b"text/event-stream") in seen["headers"]


async def test_a_reader_who_leaves_is_told_to_the_application_and_waited_for() -> None:
    ended = []

    async def app(_scope, receive, send) -> None:
        await begin(send)
        await receive()

        async def write() -> None:
            while True:
                await piece(send, b"more ")
                await asyncio.sleep(0)

        writing = asyncio.create_task(write())
        assert (await receive())["type"] == "http.disconnect"
        writing.cancel()
        ended.append(True)

    async with client_of(app) as client, client.stream("GET", "/") as answer:
        assert await anext(answer.aiter_bytes()) == b"more "
    assert ended == [True]


async def test_what_the_application_raises_is_raised() -> None:
    async def early(_scope, _receive, _send) -> None:
        raise ValueError("early")

    async def late(_scope, _receive, send) -> None:
        await begin(send)
        raise ValueError("late")

    for app, words in ((early, "early"), (late, "late")):
        async with client_of(app) as client:
            with pytest.raises(ValueError, match=words):
                await client.get("/")


async def test_a_caller_who_is_cancelled_cancels_the_request() -> None:
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def app(_scope, _receive, _send) -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async with client_of(app) as client:
        asking = asyncio.create_task(client.get("/"))
        await begun.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    assert cancelled.is_set()
