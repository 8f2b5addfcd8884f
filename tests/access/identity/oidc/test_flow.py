import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.identity.oidc.errors import OidcRefused
from pilothouse.access.identity.oidc.flow import Flow, close, new_flow, open_flow, own_path
from pilothouse.access.secrets.seal import Seal

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
SEAL = Seal.generate()


def opened(cookie: str | None, flow: Flow, issuer: str = "acme", state: str | None = None, seconds: int = 0) -> Flow:
    now = NOW + timedelta(seconds=seconds)
    return open_flow(cookie, SEAL, issuer=issuer, state=flow.state if state is None else state, now=now)


class TestFlow:
    def test_comes_back_as_it_went(self) -> None:
        flow = new_flow("acme", "/missions?view=table", "invited", NOW)
        assert opened(close(flow, SEAL), flow) == flow

    def test_shows_nothing_of_itself(self) -> None:
        flow = new_flow("acme", "/", "", NOW)
        cookie = base64.urlsafe_b64decode(close(flow, SEAL))
        assert flow.verifier.encode() not in cookie
        assert flow.verifier not in repr(flow)

    def test_differs_each_time(self) -> None:
        flows = [new_flow("acme", "/", "", NOW) for _ in range(2)]
        assert len({each for flow in flows for each in (flow.state, flow.nonce, flow.verifier)}) == 6

    def test_tells_the_issuer_a_hash_of_the_verifier(self) -> None:
        flow = new_flow("acme", "/", "", NOW)
        digest = base64.urlsafe_b64decode(flow.challenge + "=")
        assert digest == hashlib.sha256(flow.verifier.encode()).digest()

    def test_is_for_one_issuer_one_state_and_ten_minutes(self) -> None:
        flow = new_flow("acme", "/", "", NOW)
        cookie = close(flow, SEAL)
        assert opened(cookie, flow, seconds=599)
        for wrong in ({"issuer": "other"}, {"state": "other"}, {"state": ""}, {"seconds": 600}):
            with pytest.raises(OidcRefused):
                opened(cookie, flow, **wrong)

    def test_of_another_seal_is_refused(self) -> None:
        flow = new_flow("acme", "/", "", NOW)
        with pytest.raises(OidcRefused):
            opened(close(flow, Seal.generate()), flow)

    @given(st.none() | st.text(max_size=100))
    def test_of_any_text_is_refused(self, cookie: str | None) -> None:
        with pytest.raises(OidcRefused):
            opened(cookie, new_flow("acme", "/", "", NOW))


class TestOwnPath:
    @pytest.mark.parametrize("path", ["/", "/missions/42?view=table#a", "/a%2Fb"])
    def test_is_followed(self, path: str) -> None:
        assert own_path(path) == path

    @pytest.mark.parametrize(
        "path",
        ["", "missions", "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
         "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x=1"],
        ids=repr,
    )  # fmt: skip
    def test_of_elsewhere_leads_to_the_start(self, path: str) -> None:
        assert own_path(path) == "/"
