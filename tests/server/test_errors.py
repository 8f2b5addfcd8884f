import httpx2
import pytest
import structlog
from structlog.contextvars import merge_contextvars
from structlog.testing import LogCapture

from pilothouse.core.errors import ErrorKind
from pilothouse.server import middleware
from pilothouse.server.errors import STATUS


class TestTable:
    def test_every_kind_of_error_has_a_status(self) -> None:
        assert set(STATUS) == set(ErrorKind)

    def test_only_faults_that_are_not_the_callers_are_above_499(self) -> None:
        above = {kind for kind, status in STATUS.items() if status >= 500}
        assert above == {
            ErrorKind.UPSTREAM_FAILED, ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT, ErrorKind.INTERNAL,
        }  # fmt: skip


class TestErrorsOfOurs:
    @pytest.mark.parametrize("kind", list(ErrorKind))
    async def test_each_kind_leaves_in_the_envelope_with_its_status(self, client, kind) -> None:
        answer = await client.get(f"/api/v1/fail/{kind}")
        assert answer.status_code == STATUS[kind]
        assert answer.json() == {
            "success": False,
            "error": {"code": "named_failure", "message": "It failed.", "details": {"fact": 1}},
            "meta": {"request_id": answer.headers["X-Request-ID"]},
        }

    async def test_says_how_long_to_wait_in_whole_seconds(self, client) -> None:
        assert (await client.get("/api/v1/wait")).headers["Retry-After"] == "8"

    async def test_says_how_to_sign_in(self, client) -> None:
        assert (await client.get("/api/v1/fail/unauthenticated")).headers["WWW-Authenticate"] == "Bearer"


class TestWrongMethods:
    async def test_are_told_every_right_one(self, client) -> None:
        answer = await client.patch("/api/v1/things")
        assert (answer.status_code, answer.headers["Allow"]) == (405, "DELETE, GET, POST")
        assert answer.json()["error"]["code"] == "method_not_allowed"


class TestBadRequests:
    @pytest.mark.parametrize("body", ["{", "{'name': 1}", '{"name": "a"', "\x00", "[" * 1_500])
    async def test_malformed_json_is_400(self, client, body) -> None:
        answer = await client.post("/api/v1/things", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] in {"malformed_json", "malformed_request"}

    async def test_bytes_that_are_no_text_are_400(self, client) -> None:
        answer = await client.post("/api/v1/things", content=b"\xff\xfe", headers={"content-type": "application/json"})
        assert answer.status_code == 400
        assert answer.json()["success"] is False

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "name"),
            ({"name": "much too long"}, "name"),
            ({"name": 7}, "name"),
            ({"name": "a", "sizes": [1, "two", 3]}, "sizes.1"),
            ([], "body"),
            (None, "body"),
        ],
    )
    async def test_a_broken_field_is_422_with_its_path(self, client, body, field) -> None:
        answer = await client.post("/api/v1/things", json=body)
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (422, "invalid_input")
        assert [each["field"] for each in error["details"]["fields"]] == [field]
        assert error["message"].startswith(f"{field}: ")

    async def test_every_broken_field_is_named(self, client) -> None:
        answer = await client.post("/api/v1/things", json={"sizes": ["x", "y"]})
        assert [each["field"] for each in answer.json()["error"]["details"]["fields"]] == ["name", "sizes.0", "sizes.1"]

    async def test_what_was_sent_is_not_repeated(self, client) -> None:
        answer = await client.post("/api/v1/things", json={"name": "hunter2 and more"})
        assert "hunter2" not in answer.text

    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/api/v1/nowhere", 404, "not_found"),
            ("GET", "/api/v2/things", 404, "not_found"),
            ("POST", "/api/v1/nowhere", 404, "not_found"),
            ("DELETE", "/api/nowhere", 404, "not_found"),
            ("PUT", "/api/v1/things", 405, "method_not_allowed"),
        ],
    )
    async def test_an_unknown_address_answers_in_the_envelope(self, client, method, path, status, code) -> None:
        answer = await client.request(method, path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        assert answer.json()["meta"]["request_id"] == answer.headers["X-Request-ID"]


class TestCrash:
    async def test_tells_nothing_of_the_inside_but_an_id_to_quote(self, client) -> None:
        answer = await client.get("/api/v1/crash")
        assert answer.status_code == 500
        assert answer.json()["error"]["code"] == "internal_error"
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.json()["meta"]["request_id"] == answer.headers["X-Request-ID"]

    async def test_has_the_security_headers_of_every_answer(self, client) -> None:
        assert (await client.get("/api/v1/crash")).headers["X-Content-Type-Options"] == "nosniff"

    async def test_is_logged_once_with_its_id(self, client, monkeypatch: pytest.MonkeyPatch) -> None:
        capture = LogCapture()  # of a logger of its own: others may have fixed what the usual one does
        logger = structlog.wrap_logger(None, [merge_contextvars, capture], wrapper_class=structlog.stdlib.BoundLogger)
        monkeypatch.setattr(middleware, "log", logger)
        await client.get("/api/v1/crash", headers={"X-Request-ID": "quoted-1"})
        (crash,) = [line for line in capture.entries if line["log_level"] == "error"]
        assert (crash["event"], crash["request_id"], crash["path"]) == ("request_crashed", "quoted-1", "/api/v1/crash")

    async def test_in_the_middle_of_an_answer_cuts_it_off(self, app) -> None:
        client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://pilothouse.test")
        with pytest.raises(RuntimeError, match="half way"):
            await client.get("/api/v1/crash-half-way")
