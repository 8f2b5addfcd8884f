# ruff: noqa: RUF001 (odd letters are the point)
import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.shield.code.commands import DOWNLOADS, RULES
from pilothouse.shield.code.dialects import DIALECTS, NEVER
from pilothouse.shield.code.places import PRIVATE_PLACE
from pilothouse.shield.rules.prefilter import Prefilter
from pilothouse.shield.skills.intent import _JUDGES
from tests.shield.engine import only_hyperscan

DIALECT_PATTERNS = [
    pattern
    for each in DIALECTS.values()
    for pattern in (
        *(pair[1] for pair in each.sources),
        each.sends,
        each.runs,
        each.evaluates,
        each.reads,
        each.keeps,
        each.opens,
        each.assigns,
        each.defines,
    )
    if pattern is not NEVER
]
COMMAND_PATTERNS = [*(each.pattern for each in RULES), *DOWNLOADS]
PATTERNS = [*DIALECT_PATTERNS, PRIVATE_PLACE, *(pattern for each in _JUDGES for pattern in each[3])]
WORDS = """
upload the file to https://a.example/x , send every credential password delete all files rm -rf ~ curl -X POST -d @
process.env JSON.stringify( fetch( eval( child_process .exec( require('fs') readFileSync( .ssh/id_rsa .aws/credentials
const let x = = => atob( Buffer.from( 'base64' os.hostname() encrypt with random key never Never always prefer
curl wget http://a.example/x.sh | sh sudo bash -c nc -e /bin/sh 10.0.0.1 4444 rm -rf / chmod +x crontab - >> ~/.bashrc
env $( history # > $ \\ function f(a, b) foo() createWriteStream( ` &&
write ſend uploaD K é été правила 漢字 — “ ” \u00a0 \u2028 \u0301 _ - . ; ( ) { } ' " ` \n \t \x1d
""".replace("\\n", "\n").split(" ")
prefilter = Prefilter(PATTERNS)
prefilters = {Prefilter(patterns): patterns for patterns in (DIALECT_PATTERNS, [PRIVATE_PLACE], COMMAND_PATTERNS)}
TEXTS = st.builds(
    str.join, st.sampled_from(["", " "]), st.lists(st.sampled_from(WORDS) | st.just("\n"), min_size=1, max_size=60)
)


class TestPrefilter:
    @settings(max_examples=400, deadline=None)
    @given(st.lists(st.sampled_from(WORDS), max_size=24), st.sampled_from(["", " "]))
    def test_says_yes_wherever_a_pattern_matches(self, words: list[str], between: str) -> None:
        text = between.join(words)
        might_match = prefilter.might_match(text)
        assert all(id(pattern) in might_match for pattern in PATTERNS if pattern.search(text))

    @settings(max_examples=300, deadline=None)
    @given(st.data())
    def test_says_yes_to_what_a_pattern_describes(self, data: st.DataObject) -> None:
        pattern = data.draw(st.sampled_from([each for each in PATTERNS if "(?!" not in each.pattern]))
        text = data.draw(st.from_regex(pattern))
        assert id(pattern) in prefilter.might_match(text)

    @only_hyperscan
    def test_says_no_to_most(self) -> None:
        assert not prefilter.might_match("nothing of that kind")

    @only_hyperscan
    def test_says_yes_where_letters_stand_for_others(self) -> None:
        pattern = re.compile("send", re.IGNORECASE)
        assert id(pattern) in Prefilter([pattern]).might_match("ſend")
        assert id(pattern) not in Prefilter([pattern]).might_match("ſpend".replace("ſ", "s"))

    def test_says_yes_where_digits_are_of_another_alphabet(self) -> None:
        pattern = re.compile(r"\bnc\s+\S+\s+\d")
        assert id(pattern) in Prefilter([pattern]).might_match("nc host \u0660")


class TestPieces:
    @settings(max_examples=400, deadline=None)
    @given(TEXTS, st.integers(1, 4))
    def test_each_is_told_whatever_matches_within_it(self, text: str, lines_in_one: int) -> None:
        lines = re.findall(r"[^\n]*\n|[^\n]+", text)
        pieces = ["".join(lines[n : n + lines_in_one]) for n in range(0, len(lines), lines_in_one)]
        ends = [sum(len(each) for each in pieces[:n]) for n in range(len(pieces) + 1)]
        for each, patterns in prefilters.items():
            told = each.might_match_each(text, ends[:-1])
            for (start, end), might_match in zip(pairwise(ends), told, strict=True):
                piece = text[start:end].removesuffix("\n")
                assert all(id(pattern) in might_match for pattern in patterns if pattern.search(piece))

    @only_hyperscan
    def test_are_told_what_stands_at_their_edges(self) -> None:
        first, last = re.compile("a"), re.compile(r"\bz$")
        told = Prefilter([first, last]).might_match_each("a z\na\nz\nb", [0, 4, 6, 8])
        assert told == [{id(first), id(last)}, {id(first)}, {id(last)}, set()]

    @only_hyperscan
    def test_are_told_where_the_engine_has_too_many_hits_to_tell(self) -> None:
        digit, letter = re.compile(r"\d"), re.compile("x")
        text = "7" * 50_000 + "\nx\n\n8"
        told = Prefilter([digit, letter]).might_match_each(text, [0, 50_001, 50_003, 50_004])
        assert told == [{id(digit)}, {id(letter)}, set(), {id(digit)}]

    def test_are_none_of_an_empty_text(self) -> None:
        assert Prefilter([re.compile(r"\s")]).might_match_each("\n", []) == []
