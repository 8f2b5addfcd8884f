import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.shield.decoding.layers import LAYERS
from pilothouse.shield.decoding.runs import has_capital, letters_apart, runs_of_base64, runs_of_base85, runs_of_hex
from pilothouse.shield.detector import Rule
from pilothouse.shield.letters import narrow

RULES = [rule for layer in LAYERS for rule in layer.trigger.rules if rule.stretches is not None]
PIECES = st.sampled_from(["bc", "f0", "0a:", "  ", "*/", "Aa0+" * 6, "Aa0+!" * 8, "0f" * 16, "g h i ", *"a .-_é漢\nx9"])
TEXTS = st.lists(PIECES, max_size=60).map("".join)


class TestStretches:
    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stretches.__name__)
    @settings(max_examples=300, deadline=None)
    @given(text=TEXTS)
    def test_hold_the_end_of_whatever_their_rule_matches(self, rule: Rule, text: str) -> None:
        assert rule.stretches is not None
        stretches = rule.stretches(narrow(text))
        exact = re.compile(rule.pattern, re.ASCII | re.MULTILINE)
        for place in range(len(text)):
            if (found := exact.match(text, place)) and (rule.ignore_case or has_capital(found[0])):
                assert any(first <= found.end() <= last for first, last in stretches), found

    def test_are_those_of_long_runs_only(self) -> None:
        assert runs_of_base64(b"x " * 40 + b"A" * 30 + b" y") == [(104, 104)]
        assert runs_of_hex(b" " * 90 + b"0a " * 20 + b" 12") == [(120, 152)]
        assert runs_of_base64(b"x " * 40 + b"/usr/share/some-thing/or/other" + b" y") == []
        assert letters_apart(b"it is a word, i g n o r e d, he said") == [(25, 27)]

    @pytest.mark.parametrize("find", [runs_of_base64, runs_of_base85, runs_of_hex, letters_apart])
    def test_of_short_texts_are_none(self, find) -> None:
        assert all(not find(b"A" * size) for size in range(24))
