"""Bodies and texts that are meant to use up time or memory."""

import json

import httpx2
import pytest

from tests.house import House, code_of

JSON = {"Content-Type": "application/json"}
TEN_MB = 10_000_000
# What makes a pattern with nested repetition try every way to split a text. Each as long as fields may be.
SLOW_TEXTS = (
    "a" * 8_000 + "!", "a@" + "a." * 120 + "a", "a" * 250 + "@", "@" * 250, "." * 250, "-" * 250 + "a",
    " " * 8_000 + "x", "\t" * 8_000 + "x", "1" * 8_000 + "x", "0." * 4_000, "(" * 4_000, "[" * 4_000, "<" * 4_000,
    "/*" * 4_000, "//" * 4_000, "http://" + "a-" * 120 + ".", "a:" * 4_000, "%" * 8_000, "=" * 8_000, "\\" * 8_000,
    "_" * 8_000, "{{" * 4_000, "ignore " * 1_000, "AAAA" * 2_000, "\u0301" * 4_000, "\u200b" * 8_000,
    "\U0001f468\u200d" * 2_000,
)  # fmt: skip


@pytest.mark.parametrize("is_known", [True, False], ids=["with a key", "without"])
async def test_ten_megabytes_of_json_are_refused_unread(
    house: House, api: httpx2.AsyncClient, *, is_known: bool
) -> None:
    client = api if is_known else await house.client()
    sent = 0

    async def pieces():
        nonlocal sent
        yield b'{"objective": "'
        for _ in range(TEN_MB // 10_000):
            sent += 10_000
            yield b"a" * 10_000
        yield b'"}'

    for path in ("/missions", "/auth/login", "/chat", "/teams", "/security/try"):
        declared = await client.post(path, content=b"[" + b"1," * (TEN_MB // 2) + b"1]", headers=JSON)
        assert code_of(declared) == (413, "too_large"), path
        assert (await client.post(path, content=pieces(), headers=JSON)).status_code in {401, 413}, path


async def test_keys_without_number_or_end(api: httpx2.AsyncClient) -> None:
    """Many keys, keys that hash alike, keys that repeat, and lists within lists."""
    for body in (
        json.dumps({f"k{n}": n for n in range(50_000)}),
        "{" + ",".join(f'"a":{n}' for n in range(100_000)) + "}",
        json.dumps({str(n * (2**61 - 1)): 0 for n in range(20_000)}),
        '{"a":' * 50_000,
        "[" * 200_000 + "]" * 200_000,
        '{"name": ' + "9" * 400_000 + "}",
        '{"name": 1e' + "9" * 100_000 + "}",
    ):
        answer = await api.post("/teams", content=body.encode(), headers=JSON)
        assert answer.status_code in {400, 413, 422}, body[:40]


async def test_texts_that_make_patterns_slow_are_answered(house: House, api: httpx2.AsyncClient) -> None:
    """Nothing is measured here: a pattern that tries every way to split these would not end within the test's time."""
    nobody = await house.client()
    for text in SLOW_TEXTS:
        for client, path, body in (
            (nobody, "/auth/login", {"email": text[:500], "password": text[:900]}),
            (nobody, "/auth/password/forgot", {"email": text[:500]}),
            (api, "/teams", {"name": text[:100]}),
            (api, "/chat/memory/facts", {"text": text[:900]}),
            (api, "/missions", {"objective": text, "draft": True}),
            (api, "/security/try", {"text": text, "where": "upload"}),
        ):
            answer = await client.post(path, json=body)
            assert answer.status_code < 500, (path, text[:20], answer.text)
    for text in SLOW_TEXTS:
        for path in ("/missions", "/users", "/tools"):
            assert (await api.get(path, params={"q": text[:400]})).status_code < 500, (path, text[:20])


async def test_headers_that_make_patterns_slow_are_answered(house: House) -> None:
    client = await house.client()
    for text in SLOW_TEXTS:
        if text.isascii():
            value = text[:6_000].strip()
            for name in ("Authorization", "X-API-Key", "Accept", "Cookie", "X-Request-ID", "Origin", "User-Agent"):
                assert (await client.get("/auth/me", headers={name: value})).status_code in {401, 403}, (
                    name,
                    text[:20],
                )
