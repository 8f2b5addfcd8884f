from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from pilothouse.notify.errors import AddressNotUsable
from pilothouse.notify.message import DeliveryFailed, DeliveryRefused
from pilothouse.notify.posting import Poster
from tests.notify.receivers import LOOPBACK, Receiver


@pytest.fixture
async def poster() -> AsyncIterator[Poster]:
    poster = Poster((LOOPBACK,), 5)
    yield poster
    await poster.aclose()


TOMORROW = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)  # of when the tests were collected


class TestPoster:
    async def test_returns_what_was_answered(self, poster: Poster, receiver: Receiver) -> None:
        receiver.answers.append(web.Response(status=503, text="busy"))
        answer = await poster.post(f"{receiver.url}/x", b"hello", {"X-Mine": "1"})
        assert (answer.status_code, answer.body, answer.is_success) == (503, "busy", False)
        assert receiver.requests[0].body == b"hello"
        assert receiver.requests[0].headers["x-mine"] == "1"

    async def test_reads_no_more_than_an_excerpt(self, poster: Poster, receiver: Receiver) -> None:
        receiver.answers.append(web.Response(text="x" * 1_000_000))
        assert len((await poster.post(receiver.url, b"", {})).body) <= 2_000

    async def test_follows_no_redirect(self, poster: Poster, receiver: Receiver) -> None:
        receiver.answers.append(web.Response(status=302, headers={"Location": "/elsewhere"}))
        answer = await poster.post(receiver.url, b"", {})
        assert (answer.status_code, answer.is_success) == (302, False)
        assert len(receiver.requests) == 1

    @pytest.mark.parametrize("address", ["http://127.0.0.1:8080/", "http://169.254.169.254/", "http://[::1]/"])
    async def test_reaches_nothing_inside(self, address: str) -> None:
        poster = Poster((), 5)
        with pytest.raises(AddressNotUsable):
            poster.check_url(address)
        with pytest.raises(DeliveryRefused):
            await poster.post(address, b"", {})
        await poster.aclose()

    async def test_reaches_nothing_inside_by_a_name_either(self, receiver: Receiver) -> None:
        """The check happens on the address that a socket is about to connect to."""
        poster = Poster((), 5)
        port = receiver.url.rpartition(":")[2]
        with pytest.raises(DeliveryRefused, match="public internet"):
            await poster.post(f"http://localhost:{port}/", b"", {})
        assert receiver.requests == []
        await poster.aclose()

    @pytest.mark.parametrize(
        "address", ["ftp://example.com", "https://user:pass@example.com/", "nonsense"]
    )  # not a secret
    def test_takes_no_address_that_is_none(self, address: str) -> None:
        with pytest.raises(AddressNotUsable):
            Poster((), 5).check_url(address)

    async def test_waits_no_longer_than_it_may(self, receiver: Receiver) -> None:
        receiver.hangs = True
        poster = Poster((LOOPBACK,), 0.05)
        with pytest.raises(DeliveryFailed, match=r"within 0\.05 s"):
            await poster.post(receiver.url, b"", {})
        await poster.aclose()

    async def test_says_that_nobody_is_there(self, poster: Poster) -> None:
        with pytest.raises(DeliveryFailed, match="could not be reached"):
            await poster.post("http://127.0.0.1:1024/", b"", {})

    @pytest.mark.parametrize(
        ("header", "least_s", "most_s"),
        [
            pytest.param("120", 120, 120, id="seconds"),
            pytest.param(TOMORROW, 72_000, 86_400, id="date"),
            pytest.param("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0, id="past"),
        ],
    )
    async def test_reads_when_to_come_again(
        self, poster: Poster, receiver: Receiver, header: str, least_s: float, most_s: float
    ) -> None:
        receiver.answers.append(web.Response(status=429, headers={"Retry-After": header}))
        answer = await poster.post(receiver.url, b"", {})
        assert answer.retry_after_s is not None
        assert least_s <= answer.retry_after_s <= most_s

    @pytest.mark.parametrize("header", ["soon", "", "-"])
    async def test_does_not_mind_a_time_that_is_none(self, poster: Poster, receiver: Receiver, header: str) -> None:
        receiver.answers.append(web.Response(status=429, headers={"Retry-After": header}))
        assert (await poster.post(receiver.url, b"", {})).retry_after_s is None
