import random
import re
from pathlib import Path

import pytest

from scripts.injection import grammar

FILES = sorted(Path(grammar.__file__).with_name("sentences").glob("*.txt"))


class TestAFileOfSentences:
    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_names_only_slots_that_it_has(self, path: Path) -> None:
        slots = grammar.read(path.read_text(encoding="utf-8"))
        named = {name for choices in slots.values() for each in choices for name in slot_names(each)}
        assert named <= slots.keys()
        assert slots.keys() - named == {"start"}


def slot_names(choice: str) -> list[str]:
    return re.findall(r"\{(\w+)\??\}", re.sub(r"\{\{|\}\}", "", choice))


class TestMaking:
    def test_fills_slots_and_leaves_out_some_that_may_be_missing(self) -> None:
        slots = grammar.read("a comment\n[start]\n{greeting?} {name}\n[greeting]\nhello\n[name]\nAnna | Tom")
        made = {" ".join(grammar.make(slots, "start", random.Random(seed)).split()) for seed in range(60)}
        assert made == {"Anna", "Tom", "hello Anna", "hello Tom"}

    def test_writes_braces_that_stand_twice_once(self) -> None:
        assert grammar.make(grammar.read('[start]\n{{"a": 1}}'), "start", random.Random(0)) == '{"a": 1}'

    def test_gives_the_same_sentences_for_a_seed(self) -> None:
        assert list(grammar.attacks(40, seed=3)) == list(grammar.attacks(40, seed=3))

    def test_calls_no_sentence_both_an_attack_and_ordinary(self) -> None:
        assert not set(grammar.attacks(2000)) & {*grammar.ordinary(2000), *grammar.commands(2000)}
