"""What a proxy may say about a request, and what nobody else may."""

import httpx2
import pytest

from tests.attacks.conftest import PROXY
from tests.house import House

SAID = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}


@pytest.mark.parametrize(("address", "is_believed"), [(PROXY, True), ("127.0.0.1", False), ("10.0.0.90", False)])
async def test_only_the_named_one_can_say_that_tls_was_spoken(
    guarded: House, address: str, *, is_believed: bool
) -> None:
    transport = httpx2.ASGITransport(guarded.app, client=(address, 4711))
    async with httpx2.AsyncClient(transport=transport, base_url="http://pilothouse.test") as client:
        answer = await client.get("/", headers=SAID)
    assert ("Strict-Transport-Security" in answer.headers) is is_believed
