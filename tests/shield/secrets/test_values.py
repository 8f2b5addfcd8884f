"""Where a value stands after its name, and what it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.shield.detector import Text
from pilothouse.shield.secrets.values import is_code, is_prose, is_reference, name_at, value_at


def text_of(value: str) -> Text:
    return Text(value=value, folded=value.lower())


class TestValueAt:
    def test_reads_up_to_the_closing_quote(self) -> None:
        value = value_at(text_of('x = "a b, c"; y'), 5)
        assert (value.text, value.is_quoted) == ("a b, c", True)

    def test_reads_over_a_quote_that_is_escaped(self) -> None:
        assert value_at(text_of(r"x = 'it\'s' + y"), 5).text == r"it\'s"

    def test_reads_a_bare_value_up_to_what_cannot_belong_to_it(self) -> None:
        value = value_at(text_of("x=abc-123, y"), 2)
        assert (value.text, value.is_quoted, value.end) == ("abc-123", False, 9)

    def test_leaves_the_point_at_the_end_of_a_sentence(self) -> None:
        assert value_at(text_of("it is abc123."), 6).text == "abc123"

    @given(st.text(max_size=60), st.integers(0, 60))
    def test_is_always_a_piece_of_the_text(self, text: str, place: int) -> None:
        value = value_at(text_of(text), min(place, len(text)))
        assert text[value.start : value.end] == value.text


def test_a_name_is_read_from_its_beginning() -> None:
    text = text_of("os.environ['DJANGO_SECRET_KEY'] = 1")
    assert name_at(text, text.value.index("SECRET"), text.value.index("'] =")) == "DJANGO_SECRET_KEY"


@pytest.mark.parametrize(
    "bare", ["getpass(", "settings.API_KEY", "self.token", "password", "data[", "process.env.KEY", "a=b"]
)
def test_calls_and_names_are_code(bare: str) -> None:
    text = text_of(f"x={bare}1)")
    value = value_at(text_of(f"x={bare}"), 2)
    assert is_code(text_of(f"x={bare}"), value)
    assert text.value


def test_a_quoted_name_is_a_literal() -> None:
    text = text_of('x="settings.API_KEY"')
    assert not is_code(text, value_at(text, 3))


@pytest.mark.parametrize(
    "value", ["https://a.b/c", "./keys", "/etc/ssl", "~/.aws", "key.pem.json", "arn:aws:x", "plugins-2026-09-01"]
)
def test_knows_what_only_leads_somewhere(value: str) -> None:
    assert is_reference(value)
    assert not is_reference("x9fK2mQ7")


def test_several_words_are_for_people() -> None:
    assert is_prose("must be set")
    assert not is_prose("one")
