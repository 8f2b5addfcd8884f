"""What stands where a secret would."""

import pytest

from pilothouse.shield.secrets.placeholders import is_made_up, is_placeholder, is_template
from tests.shield.made import random_text


@pytest.mark.parametrize(
    "value",
    [
        "your-key-here", "YOUR_API_KEY", "xxxxxxxxxxxxxxxx", "<api-key>", "${DB_PASSWORD}", "changeme", "{{ token }}",
        "********", "example-token", "insert_key_here", "...", "my-secret-token", "aaaaaaaaaa1111111111", "[PASSWORD]",
        "%s", "$TOKEN",
    ],
)  # fmt: skip
def test_is_there_to_be_replaced(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize("seed", range(20))
def test_takes_no_random_value_for_one(seed: int) -> None:
    assert not is_placeholder(random_text(32, seed=seed))


@pytest.mark.parametrize("value", ["pa$$w0rd!", "key" + random_text(30), "test_" + random_text(24)])
def test_a_short_word_inside_excuses_nothing(value: str) -> None:
    assert not is_placeholder(value)


@pytest.mark.parametrize("value", ["${A}", "<%= key %>", "postgres:$PASSWORD", "a…b", "***"])
def test_knows_a_template(value: str) -> None:
    assert is_template(value)


class TestMadeUp:
    @pytest.mark.parametrize(
        "value", ["key_abcdefghijklmnopqrstuvwxyz", "AKIA" + "IOSFODNN7" + "EXAMPLE", "ab" + "Z" * 18]
    )
    def test_knows_what_manuals_print(self, value: str) -> None:
        assert is_made_up(value)

    def test_zeros_in_base64_are_no_sign(self) -> None:
        assert not is_made_up(random_text(20) + "A" * 14 + random_text(20, seed=2))
