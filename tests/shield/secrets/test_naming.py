"""What the name beside a value says about it."""

import pytest

from pilothouse.shield.secrets.naming import is_public, maker_in, naming_of, words_of


def test_takes_a_name_apart_as_programs_write_it() -> None:
    assert words_of("dbPassword_v2") == ["db", "password", "v", "2"]
    assert words_of("HTTPServerKey") == ["http", "server", "key"]
    assert words_of("sumologic.accessId") == ["sumologic", "access", "id"]


@pytest.mark.parametrize(
    ("name", "naming"),
    [
        ("DB_PASSWORD", "password"), ("clientSecret", "secret"), ("x-api-key", "secret"), ("ACCESS_KEY", "secret"),
        ("key", "key"), ("colour", "none"), ("monkeys", "none"),
    ],
)  # fmt: skip
def test_says_what_a_name_calls_its_value(name: str, naming: str) -> None:
    assert naming_of(words_of(name)) == naming


@pytest.mark.parametrize("name", ["token_type", "publicKey", "secret_name", "password_hash", "AWS_ACCESS_KEY_ID"])
def test_knows_names_of_what_everybody_may_see(name: str) -> None:
    assert is_public(words_of(name))


def test_finds_a_maker_also_in_two_words() -> None:
    assert maker_in(words_of("STRIPE_KEY")) == "stripe"
    assert maker_in(words_of("hugging_face")) == "huggingface"
    assert maker_in(words_of("branch")) is None
