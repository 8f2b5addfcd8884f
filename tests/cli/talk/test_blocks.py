"""Markdown that is still being written."""

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.cli.talk.blocks import split_blocks

PIECES = st.sampled_from(["a", "\n", "\n\n", "```", "```py\n", "~~~", "| x |", "- y\n", " ", "    ", "\r\n", "ü"])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_character_is_lost(text: str) -> None:
    blocks, rest = split_blocks(text)
    assert "".join(blocks) + rest == text


@given(st.lists(PIECES, max_size=20))
def test_it_makes_no_difference_in_which_pieces_a_text_comes(pieces: list[str]) -> None:
    blocks, rest = [], ""
    for piece in pieces:
        more, rest = split_blocks(rest + piece)
        blocks += more
    assert (blocks, rest) == split_blocks("".join(pieces))


def test_an_empty_line_ends_a_block() -> None:
    assert split_blocks("One.\nStill one.\n\nTwo.") == (["One.\nStill one.\n\n"], "Two.")


def test_code_stays_whole() -> None:
    text = "Look:\n\n````py\na = 1\n\n```\nb = 2\n````\n\nDone.\n"
    blocks, rest = split_blocks(text)
    assert [each.split("\n")[0] for each in blocks] == ["Look:", "````py"]
    assert rest == "Done.\n"


def test_code_that_is_not_closed_yet_is_not_finished() -> None:
    assert split_blocks("```\na\n\nb\n\n") == ([], "```\na\n\nb\n\n")
