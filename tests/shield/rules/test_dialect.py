import pytest

from pilothouse.core.errors import InvalidInput
from pilothouse.shield.detector import Rule
from pilothouse.shield.rules.dialect import pattern_of, width_of


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
