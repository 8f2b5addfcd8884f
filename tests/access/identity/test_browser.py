import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection

from pilothouse.access.identity.browser import require_own_origin, require_own_page
from pilothouse.access.identity.errors import CsrfRefused, ForeignOrigin


def connection(kind: str = "http", method: str = "POST", **headers: str) -> HTTPConnection:
    """A request with some headers, at pilot.example unless they say otherwise."""
    named = {"host": "pilot.example"} | {name.replace("_", "-"): value for name, value in headers.items()}
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    scope = {"type": kind, "headers": raw, "path": "/"}
    return HTTPConnection(scope | ({"method": method} if kind == "http" else {}))


class TestRequireOwnPage:
    @pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
    def test_lets_reading_pass(self, method: str) -> None:
        require_own_page(connection(method=method), "token", ())

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "INVENTED"])
    def test_wants_the_token_for_the_rest(self, method: str) -> None:
        require_own_page(connection(method=method, x_csrf_token="token"), "token", ())
        for wrong in ({}, {"x_csrf_token": ""}, {"x_csrf_token": "tokem"}):
            with pytest.raises(CsrfRefused):
                require_own_page(connection(method=method, **wrong), "token", ())

    def test_takes_nothing_for_a_session_without_a_token(self) -> None:
        with pytest.raises(CsrfRefused):
            require_own_page(connection(x_csrf_token=""), None, ())

    def test_goes_by_the_origin_of_a_websocket(self) -> None:
        require_own_page(connection("websocket", origin="https://pilot.example"), "token", ())
        for headers in ({}, {"origin": "null"}, {"origin": "https://evil.example"}):
            with pytest.raises(ForeignOrigin):
                require_own_page(connection("websocket", **headers), "token", ())


class TestRequireOwnOrigin:
    @pytest.mark.parametrize(
        ("origin", "host"),
        [
            ("http://127.0.0.1:8700", "127.0.0.1:8700"),
            ("https://pilot.example", "pilot.example"),
            ("https://pilot.example", "pilot.example:443"),
            ("http://Pilot.Example", "pilot.example"),
            ("http://[::1]:8700", "[::1]:8700"),
        ],
    )
    def test_takes_our_own(self, origin: str, host: str) -> None:
        require_own_origin(connection(origin=origin, host=host), ())

    @pytest.mark.parametrize(
        "origin",
        [
            "null", "https://evil.example", "https://pilot.example.evil.example", "https://pilot.example:8443",
            "https://sub.pilot.example", "pilot.example", "https://[pilot", "https://pilot.example:x",
        ],
    )  # fmt: skip
    def test_refuses_the_others(self, origin: str) -> None:
        with pytest.raises(ForeignOrigin):
            require_own_origin(connection(origin=origin), ())

    def test_takes_one_that_is_allowed(self) -> None:
        require_own_origin(connection(origin="https://desk.example"), {"https://desk.example"})

    def test_takes_a_program_that_names_none(self) -> None:
        require_own_origin(connection(), ())

    @given(st.text(st.characters(max_codepoint=255), min_size=1))
    def test_refuses_any_other_text(self, origin: str) -> None:
        headers = [(b"host", b"pilot.example"), (b"origin", origin.encode("latin-1"))]
        with pytest.raises(ForeignOrigin):
            require_own_origin(HTTPConnection({"type": "http", "method": "GET", "path": "/", "headers": headers}), ())
