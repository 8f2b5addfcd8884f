import pytest
from starlette.requests import HTTPConnection

from pilothouse.access.identity.cookie_name import CookieName

NAME = CookieName("ship", "__Host-")


def connection(scheme: str, cookie: str) -> HTTPConnection:
    kind = "websocket" if scheme.startswith("ws") else "http"
    return HTTPConnection({"type": kind, "scheme": scheme, "headers": [(b"cookie", cookie.encode())]})


@pytest.mark.parametrize("scheme", ["https", "wss"])
class TestOverTls:
    def test_a_plain_name_is_not_ours(self, scheme: str) -> None:
        assert NAME.read(connection(scheme, "ship=planted")) is None

    def test_the_prefixed_one_is(self, scheme: str) -> None:
        assert NAME.read(connection(scheme, "ship=planted; __Host-ship=ours")) == "ours"


@pytest.mark.parametrize("scheme", ["http", "ws"])
class TestInTheClear:
    def test_a_plain_name_will_do(self, scheme: str) -> None:
        assert NAME.read(connection(scheme, "ship=ours")) == "ours"

    def test_the_prefixed_one_comes_first(self, scheme: str) -> None:
        assert NAME.read(connection(scheme, "ship=plain; __Host-ship=ours")) == "ours"
