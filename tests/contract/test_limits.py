"""Every limit of SPEC API-2a: what lies at it is taken, one past it is refused with the right status."""

import json

import pytest

from pilothouse.settings import Settings
from tests.house import code_of, open_house

WIRE = "http://pilothouse.test/v1/chat/completions"


def padded(body, size_bytes) -> bytes:
    """Return JSON of exactly that many bytes."""
    return json.dumps(body).encode().ljust(size_bytes)


async def post(client, path, content, **headers):
    return await client.post(path, content=content, headers={"Content-Type": "application/json", **headers})


def test_the_limits_are_those_that_were_promised() -> None:
    settings = Settings()
    assert settings.chat.max_message_bytes == 8_192
    assert settings.server.max_body_bytes == 1_000_000
    assert settings.gateway.max_body_bytes == 32_000_000
    assert settings.server.max_upload_bytes == 100_000_000


@pytest.mark.parametrize("letter", ["a", "é"])
async def test_a_message_counts_in_bytes(api, letter) -> None:
    longest = letter * (8_192 // len(letter.encode()))
    assert (await api.post("/chat", json={"message": longest})).status_code == 200
    assert code_of(await api.post("/chat", json={"message": longest + "a"})) == (400, "message_too_long")


async def test_an_objective_counts_in_characters(api) -> None:
    longest = "é" * 10_000
    assert (await api.post("/missions", json={"objective": longest})).status_code == 202
    refused = await api.post("/missions", json={"objective": longest + "é"})
    assert code_of(refused) == (422, "invalid_input")
    assert refused.json()["error"]["details"]["fields"][0]["field"] == "objective"


@pytest.mark.parametrize("is_chunked", [False, True], ids=["of declared length", "in pieces"])
async def test_a_body(api, is_chunked) -> None:
    async def in_pieces(content):
        for start in range(0, len(content), 100_000):
            yield content[start : start + 100_000]

    at_limit, past_it = (padded({"text": "Reports go out in French."}, size) for size in (1_000_000, 1_000_001))
    wrap = in_pieces if is_chunked else bytes
    assert (await post(api, "/chat/memory/facts", wrap(at_limit))).status_code == 201
    assert code_of(await post(api, "/chat/memory/facts", wrap(past_it))) == (413, "too_large")


async def test_a_body_on_the_wires(cluster, tmp_path, member) -> None:
    body = {"model": "builtin", "messages": [{"role": "user", "content": "Hello"}]}
    async with open_house(cluster, tmp_path, gateway={"max_body_bytes": 2_000}) as house:
        api = await house.client(member)
        assert (await post(api, WIRE, padded(body, 2_000))).status_code == 200
        refused = await post(api, WIRE, padded(body, 2_001))
    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "request_too_large")


async def test_an_upload(cluster, tmp_path, member) -> None:
    async with open_house(cluster, tmp_path, server={"max_upload_bytes": 1_000}) as house:
        api = await house.client(member)
        assert (await api.post("/files", files={"file": ("a.txt", b"a" * 1_000)})).status_code == 201
        assert code_of(await api.post("/files", files={"file": ("a.txt", b"a" * 1_001)})) == (413, "too_large")
