import asyncio

import httpx2
import pytest

from pilothouse.server.headers import SECURITY_HEADERS
from tests.server.conftest import BODY_LIMIT, UPLOAD_LIMIT


class TestRequestId:
    async def test_the_callers_comes_back_in_header_and_body(self, client) -> None:
        answer = await client.get("/api/v1/request-id", headers={"X-Request-ID": "trace-7"})
        assert (answer.headers["X-Request-ID"], answer.json()["data"], answer.json()["meta"]["request_id"]) == (
            "trace-7", "trace-7", "trace-7",
        )  # fmt: skip

    async def test_a_harmful_one_is_replaced(self, client) -> None:
        answer = await client.get("/api/v1/request-id", headers={"X-Request-ID": "<script>"})
        assert answer.headers["X-Request-ID"] == answer.json()["data"] != "<script>"

    async def test_requests_at_the_same_time_do_not_mix_theirs(self, client) -> None:
        async def ask(number: int) -> bool:
            answer = await client.get("/api/v1/request-id", headers={"X-Request-ID": f"r-{number}"})
            return answer.json()["data"] == f"r-{number}"

        assert all(await asyncio.gather(*(ask(number) for number in range(20))))


class TestSecurityHeaders:
    @pytest.mark.parametrize(
        "path", ["/", "/api/v1/things", "/api/v1/nowhere", "/api/v1/fail/internal", "/openapi.json", "/some/page"]
    )
    async def test_are_on_every_answer(self, client, path) -> None:
        answer = await client.get(path)
        assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy
        assert "frame-ancestors 'none'" in policy

    async def test_are_on_refusals_too(self, client) -> None:
        answer = await client.post("/api/v1/things", content=b"x" * (BODY_LIMIT + 1))
        assert answer.headers["X-Frame-Options"] == "DENY"

    async def test_no_server_is_named(self, client) -> None:
        assert "server" not in (await client.get("/")).headers


async def in_chunks(total: int, size: int = 500):
    for start in range(0, total, size):
        yield b"x" * min(size, total - start)


class TestBodyLimit:
    async def test_a_body_up_to_the_limit_passes(self, client) -> None:
        answer = await client.post("/api/v1/files/raw", content=b"x" * BODY_LIMIT)
        assert answer.json()["data"] == BODY_LIMIT

    @pytest.mark.parametrize("is_declared", [True, False])
    async def test_a_larger_one_is_413_whether_its_length_is_declared_or_not(self, client, is_declared) -> None:
        content = b"x" * (BODY_LIMIT + 1) if is_declared else in_chunks(BODY_LIMIT + 1)
        answer = await client.post("/api/v1/things", content=content, headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
        assert answer.json()["error"]["details"] == {"limit_bytes": BODY_LIMIT}

    async def test_what_is_declared_too_large_is_not_even_read(self, app) -> None:
        sent: list[dict] = []

        async def receive() -> dict:
            raise AssertionError("the body was read")

        async def send(message: dict) -> None:
            sent.append(message)

        headers = [(b"content-length", b"200000000"), (b"host", b"x")]
        scope = {
            "type": "http", "method": "POST", "path": "/api/v1/files", "raw_path": b"/api/v1/files", "headers": headers,
            "query_string": b"", "http_version": "1.1", "scheme": "http", "server": ("x", 80), "root_path": "",
        }  # fmt: skip
        await app(scope, receive, send)
        assert sent[0]["status"] == 413

    async def test_uploads_have_a_limit_of_their_own(self, client) -> None:
        answer = await client.post("/api/v1/files", files={"file": ("a.csv", b"x" * UPLOAD_LIMIT)})
        assert answer.json()["data"] == UPLOAD_LIMIT

    @pytest.mark.parametrize("is_declared", [True, False])
    async def test_and_end_there(self, client, is_declared) -> None:
        request = httpx2.Request(
            "POST", "http://x/api/v1/files", files={"file": ("a.csv", b"x" * (UPLOAD_LIMIT + 200_000))}
        )
        body, kind = request.read(), {"content-type": request.headers["content-type"]}

        async def chunks():
            for start in range(0, len(body), 4096):
                yield body[start : start + 4096]

        answer = await client.post("/api/v1/files", content=body if is_declared else chunks(), headers=kind)
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
