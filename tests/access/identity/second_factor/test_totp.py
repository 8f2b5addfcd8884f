import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pyotp
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from pilothouse.access.identity.second_factor.totp import new_secret, qr_svg, step_of, uri_of

# RFC 6238, appendix B: the last six of its eight digits, for its SHA-1 secret.
SECRET = SecretStr("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")  # not a secret
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


class TestSecret:
    def test_is_160_random_bits_and_not_shown(self) -> None:
        secret = new_secret()
        assert len(secret.get_secret_value()) == 32
        assert secret.get_secret_value() not in repr(secret)
        assert new_secret() != secret


class TestUri:
    def test_says_whose_account_it_is(self) -> None:
        parsed = pyotp.parse_uri(uri_of(SECRET, "ada+x@example.com"))
        assert (parsed.name, parsed.issuer, parsed.secret) == (
            "ada+x@example.com", "Pilothouse", SECRET.get_secret_value(),
        )  # fmt: skip

    def test_is_drawn_as_a_picture_without_a_script(self) -> None:
        drawn = ET.fromstring(qr_svg(uri_of(SECRET, "ada@example.com")))
        assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
        assert {each.tag.rpartition("}")[2] for each in drawn.iter()} <= {"svg", "path", "g"}


class TestStep:
    def test_agrees_with_the_standard(self) -> None:
        for seconds, code in VECTORS:
            assert step_of(SECRET, code, datetime.fromtimestamp(seconds, UTC), after=None) == seconds // 30

    def test_lets_clocks_be_half_a_minute_apart_and_no_more(self) -> None:
        code = pyotp.TOTP(SECRET.get_secret_value()).at(NOW)
        accepted = {s for s in range(-90, 91, 30) if step_of(SECRET, code, NOW + timedelta(seconds=s), after=None)}
        assert accepted == {-30, 0, 30}

    @given(st.integers(-2, 2))
    def test_takes_no_code_up_to_the_last_one(self, steps: int) -> None:
        code = pyotp.TOTP(SECRET.get_secret_value()).at(NOW)
        step = int(NOW.timestamp()) // 30
        taken = step_of(SECRET, code, NOW, after=step + steps)
        assert taken == (step if steps < 0 else None)

    @given(st.text(max_size=8))
    def test_is_not_confused_by_any_text(self, text: str) -> None:
        assert step_of(SECRET, text, NOW, after=None) is None or text.isascii()
