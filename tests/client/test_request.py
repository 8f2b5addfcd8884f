"""When a request is sent again, and what is made of answers."""

import httpx2
import pytest

from pilothouse.client.request import (
    LONGEST_PAUSE_S,
    api_request,
    envelope_of,
    pause_after_answer,
    pause_after_failure,
)
from pilothouse.core.errors import Unavailable
from tests.client.conftest import bad

GET = api_request("GET", "/things")
POST = api_request("POST", "/things", body={})
POST_ONCE = api_request("POST", "/things", headers={"Idempotency-Key": None}, body={})


def failed(kind: type[httpx2.TransportError]) -> httpx2.TransportError:
    return kind("gone", request=httpx2.Request("GET", "http://pilothouse.test/things"))


class TestMaking:
    def test_names_cannot_leave_their_place_in_the_path(self) -> None:
        assert api_request("GET", "/tools/{}/run", ("../users?x=1",)).path == "/tools/..%2Fusers%3Fx%3D1/run"

    def test_what_is_none_is_left_out(self) -> None:
        request = api_request("GET", "/things", query={"q": None, "limit": 0}, headers={"Prefer": None})
        assert (request.query, request.headers) == ({"limit": 0}, {})

    def test_a_request_that_takes_a_key_gets_one(self) -> None:
        other = api_request("POST", "/things", headers={"Idempotency-Key": None})
        assert POST_ONCE.headers["Idempotency-Key"] != other.headers["Idempotency-Key"]
        assert api_request("POST", "/", headers={"Idempotency-Key": "mine"}).headers == {"Idempotency-Key": "mine"}


class TestSendingAgain:
    @pytest.mark.parametrize("request_", [GET, POST_ONCE], ids=["GET", "POST with a key"])
    def test_what_may_be_repeated_is_sent_again_when_no_answer_came(self, request_) -> None:
        assert pause_after_failure(request_, failed(httpx2.ReadError), 0) > 0

    def test_what_may_not_is_sent_again_only_when_it_was_not_sent(self) -> None:
        assert pause_after_failure(POST, failed(httpx2.ConnectError), 0) > 0
        with pytest.raises(Unavailable, match=r"http://pilothouse\.test cannot be reached"):
            pause_after_failure(POST, failed(httpx2.ReadError), 0)

    def test_each_pause_is_longer(self) -> None:
        pauses = [pause_after_failure(GET, failed(httpx2.ReadError), attempt) for attempt in (0, 3, 6)]
        assert pauses == sorted(pauses)

    @pytest.mark.parametrize("status", [502, 503, 504])
    def test_a_server_that_is_away_is_asked_again_where_that_is_safe(self, status) -> None:
        assert pause_after_answer(GET, bad(status), 0) is not None
        assert pause_after_answer(POST, bad(status), 0) is None

    def test_the_server_says_when(self) -> None:
        assert pause_after_answer(GET, bad(503, headers={"Retry-After": "7"}), 0) == 7
        assert pause_after_answer(POST, bad(429, headers={"Retry-After": "7"}), 0) == 7

    def test_who_must_wait_too_long_hears_of_it_instead(self) -> None:
        headers = {"Retry-After": str(int(LONGEST_PAUSE_S) + 1)}
        assert pause_after_answer(GET, bad(429, headers=headers), 0) is None

    def test_a_spent_budget_is_not_asked_again(self) -> None:
        assert pause_after_answer(GET, bad(429, "budget_exceeded"), 0) is None

    @pytest.mark.parametrize("status", [200, 400, 401, 404, 409, 422, 500])
    def test_other_answers_stand(self, status) -> None:
        assert pause_after_answer(GET, bad(status), 0) is None


class TestReading:
    @pytest.mark.parametrize("content", [b"<html>", b"[]", b'"text"', b"{}", b'{"success": false}'])
    def test_what_another_server_says_is_not_taken_for_ours(self, content) -> None:
        answer = httpx2.Response(200, content=content, request=httpx2.Request("GET", "http://elsewhere.test/x"))
        with pytest.raises(Unavailable, match=r"http://elsewhere\.test did not answer as a Pilothouse server does"):
            envelope_of(answer)
