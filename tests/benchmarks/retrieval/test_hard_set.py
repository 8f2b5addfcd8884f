"""The hard set is as hard as it says."""

import pytest

from benchmarks.retrieval.hard_set import REQUESTS, TOOLS
from pilothouse.llm.words import split_identifier, words_of


def test_there_are_enough_requests_and_no_tool_is_left_out() -> None:
    assert len({text for text, _ in REQUESTS}) == len(REQUESTS) >= 100
    assert {meant for _, meant in REQUESTS} == set(TOOLS)


@pytest.mark.parametrize(("text", "meant"), REQUESTS)
def test_a_request_shares_no_word_with_its_tool(text: str, meant: str) -> None:
    assert not set(words_of(text)) & set(words_of(f"{split_identifier(meant)} {TOOLS[meant]}"))
