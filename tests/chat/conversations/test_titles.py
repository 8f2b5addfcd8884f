import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.chat.conversations.titles import FALLBACK, TITLE_CHARS, title_of


class TestTitle:
    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("which region sold most in May? And why?", "Which region sold most in May?"),
            ("Hi there! compare the two files", "Compare the two files"),
            ("Hello", "Hello"),
            ("**Make** a [chart](https://example.com) of `sales`.", "Make a chart of sales"),
            ("```python\nprint(1)\n``` what does this print?", "What does this print?"),
            ("_Why_ is total_amount empty?", "Why is total_amount empty?"),
            ("🎉🎉🎉", "🎉🎉🎉"),
            ("```only code```", FALLBACK),
            ("", FALLBACK),
        ],
    )
    def test_is_the_first_sentence_as_plain_words(self, text: str, title: str) -> None:
        assert title_of(text) == title

    def test_is_cut_at_a_word(self) -> None:
        title = title_of("please explain how the quarterly figures of all our regions developed since last year")
        assert title.endswith("…")
        assert title[:-1] in "Please explain how the quarterly figures of all our regions developed"

    @given(st.text())
    def test_is_never_empty_nor_long(self, text: str) -> None:
        assert 0 < len(title_of(text)) <= TITLE_CHARS + 1
