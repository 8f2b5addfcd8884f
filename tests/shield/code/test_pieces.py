import re

from pilothouse.shield.code.pieces import MANY_WORDS, Pieces, lines_of
from pilothouse.shield.rules.prefilter import Prefilter
from tests.shield.engine import only_hyperscan

FIRST, LAST = re.compile(r"\bone\b"), re.compile(r"\btwo$")
TEXT = "one two\n\nnone\ntwo one twoo"


def pieces(text: str = TEXT, *, most_chars: int = 100) -> Pieces:
    return Pieces(text, lines_of(text, most=100), Prefilter([FIRST, LAST]), most_chars=most_chars)


class TestPieces:
    @only_hyperscan
    def test_know_what_may_match_in_each(self) -> None:
        found = pieces()
        assert found.asked_for() == [0, 3]
        assert found.asked_for({id(LAST)}) == [0]
        assert found[3].might_match == {id(FIRST)}

    def test_are_taken_out_with_their_places(self) -> None:
        piece = pieces()[2]
        assert (piece.text, TEXT[piece.start : piece.end]) == ("none", "none")

    @only_hyperscan
    def test_are_cut_where_they_are_too_long_and_asked_again(self) -> None:
        assert pieces(most_chars=11).longer_than(11) == [3]
        assert pieces(most_chars=11)[3].text == "two one two"
        assert pieces(most_chars=11).asked_for({id(LAST)}) == [0, 3]

    def test_are_found_by_words_within_others_too(self) -> None:
        found = pieces()
        assert set(found.with_words(["none"])) == {2}
        assert set(found.with_words(["one", "two"])) == {0, 2, 3}
        assert set(found.with_words(["three"])) == set()

    def test_are_all_taken_where_many_words_are_looked_for(self) -> None:
        assert set(pieces().with_words(["three"] * (MANY_WORDS + 1))) == {0, 1, 2, 3}

    def test_of_no_text_are_none(self) -> None:
        assert list(Pieces("one", ([], []), Prefilter([FIRST]), most_chars=9).with_words(["one"])) == []


def test_lines_end_before_the_next_begins() -> None:
    assert lines_of("ab\n\nc", most=9) == ([0, 3, 4], [2, 3, 5])
    assert lines_of("ab\n\nc", most=2) == ([0, 3], [2, 3])
