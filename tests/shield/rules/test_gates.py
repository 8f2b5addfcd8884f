import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.shield.detector import Rule, find_detectors
from pilothouse.shield.rules.dialect import pattern_of
from pilothouse.shield.rules.gates import gated, widened

FLAGS = re.ASCII | re.MULTILINE
RULES = [rule for detector in find_detectors() for rule in detector.rules]
PATTERNS = [pattern_of(rule) for rule in RULES]
BEHIND = [(PATTERNS[number], gate) for gate, numbers in gated(RULES, PATTERNS).items() for number in numbers]
WIDER = [(pattern, wide) for pattern in PATTERNS if (wide := widened(pattern)) != pattern]
FILL = r"(?:[\w'\-,\s]{1,20}\s)?"


def matching(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(re.compile(pattern, FLAGS), fullmatch=True)


class TestGates:
    @settings(max_examples=300, deadline=None)
    @given(st.data())
    def test_stand_in_whatever_their_rules_match(self, data: st.DataObject) -> None:
        pattern, gate = data.draw(st.sampled_from(BEHIND))
        assert re.search(gate, data.draw(matching(pattern)), FLAGS)

    def test_are_shared_by_rules_that_begin_alike(self) -> None:
        rules = [Rule(rf"\b(?:drop|leave) {word}") for word in "abcdefg"]
        assert gated(rules, [each.pattern for each in rules]) == {r"\b(?:drop|leave)": list(range(7))}

    def test_are_none_where_few_begin_so(self) -> None:
        assert gated([Rule(r"\b(?:drop|leave) it")], [r"\b(?:drop|leave) it"]) == {}


class TestWidened:
    @settings(max_examples=200, deadline=None)
    @given(st.data())
    def test_matches_what_the_rule_matches(self, data: st.DataObject) -> None:
        pattern, wide = data.draw(st.sampled_from(WIDER))
        seen = data.draw(matching(pattern).filter(str.isascii))
        assert re.fullmatch(wide, seen, FLAGS)

    @pytest.mark.parametrize(
        "pattern",
        [
            f"(?:show|tell) {FILL}(?:instructions|prompt)",  # one gap
            f"(?:show|tell) {FILL}(?:hidden|secret) {FILL}prompt",  # no short word between
            f"show (?:{FILL}the {FILL}prompt|it)|{FILL}not",  # the gaps are no whole part of it
        ],
    )
    def test_leaves_a_pattern_alone(self, pattern: str) -> None:
        assert widened(pattern) == pattern
