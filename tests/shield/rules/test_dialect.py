import re
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.core.errors import InvalidInput
from pilothouse.shield.detector import Rule, find_detectors
from pilothouse.shield.letters import is_letter_without_place, narrow
from pilothouse.shield.rules.dialect import is_wide, narrowed, pattern_of, width_of

FLAGS = re.ASCII | re.MULTILINE
FOREIGN = [
    pattern for detector in find_detectors() for rule in detector.rules if not (pattern := pattern_of(rule)).isascii()
]
WIDE = [pattern for pattern in FOREIGN if is_wide(pattern)]
NARROW = [pattern for pattern in FOREIGN if not is_wide(pattern)]

NO_LETTERS = {"Cn", "Sm"}  # what stands between letters where a rule names an alphabet of mathematics


def matching(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(re.compile(pattern, FLAGS), fullmatch=True)


class TestWidth:
    def test_is_the_longest_match(self) -> None:
        assert width_of(Rule(r"key_[a-z]{4,8}\b")) == 12

    @pytest.mark.parametrize("pattern", ["a+", "a*", ".{0,600}", "(?:ab){300}"])
    def test_must_be_bounded(self, pattern: str) -> None:
        with pytest.raises(InvalidInput, match="bound its repeats"):
            width_of(Rule(pattern))

    @pytest.mark.parametrize("pattern", [r"a(?=b)", r"(?<!a)b", r"(a)\1", r"a\Bb", r"\Aa", r"a\Z", "a{1,2}+"])
    def test_nothing_that_one_engine_alone_understands(self, pattern: str) -> None:
        with pytest.raises(InvalidInput):
            width_of(Rule(pattern))

    def test_an_escaped_backslash_before_a_letter_is_fine(self) -> None:
        assert width_of(Rule(r"C:\\B")) == 4

    def test_a_broken_pattern_is_named(self) -> None:
        with pytest.raises(InvalidInput, match="no regular expression"):
            width_of(Rule("(a"))

    def test_a_rule_that_ignores_case_is_written_in_lower_case(self) -> None:
        with pytest.raises(InvalidInput, match="lower case"):
            width_of(Rule("Ignore", ignore_case=True))
        assert width_of(Rule(r"ignore\S(?P<What>x)", ignore_case=True)) == 8


class TestPattern:
    def test_that_ignores_case_is_folded_like_the_text(self) -> None:
        assert pattern_of(Rule("règles|übergeh", ignore_case=True)) == "regles|ubergeh"
        assert pattern_of(Rule("règles")) == "règles"


class TestWide:
    @settings(max_examples=100, deadline=None)
    @given(st.data())
    def test_rules_match_nothing_without_a_letter_of_their_alphabet(self, data: st.DataObject) -> None:
        seen = data.draw(matching(data.draw(st.sampled_from(WIDE))))
        named = [letter for letter in seen if is_letter_without_place(letter) or category(letter) in NO_LETTERS]
        assert named

    @pytest.mark.parametrize("pattern", ["x|забудь", "(?:забудь)?x", "[xя]", "[^я]", "я{0,3}x", "[^“]"])
    def test_is_none_that_matches_without_one(self, pattern: str) -> None:
        with pytest.raises(InvalidInput, match="beyond"):
            width_of(Rule(pattern))

    @pytest.mark.parametrize("pattern", ["[ж-я]{2}x", "x(?:забудь|(?P<what>忘))", "я{1,2}?x"])
    def test_may_hold_anything_besides(self, pattern: str) -> None:
        assert width_of(Rule(pattern)) > 1

    def test_is_none_that_names_signs_or_latin_letters(self) -> None:
        assert not is_wide("[“„]tilsidesæt")
        assert is_wide("забудь")


class TestNarrowed:
    @settings(max_examples=100, deadline=None)
    @given(st.data())
    def test_matches_what_the_rule_matches_in_one_byte_for_each_character(self, data: st.DataObject) -> None:
        pattern = data.draw(st.sampled_from(NARROW))
        seen = data.draw(matching(pattern))
        assert re.fullmatch(narrowed(pattern), narrow(seen).decode("latin-1"), FLAGS)
