# ruff: noqa: RUF001 (odd letters are the point)
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.shield.code.dialects import DIALECTS, NEVER
from pilothouse.shield.code.places import PRIVATE_PLACE
from pilothouse.shield.rules.prefilter import Prefilter
from pilothouse.shield.skills.intent import _JUDGES

DIALECT_PATTERNS = [
    pattern
    for each in DIALECTS.values()
    for pattern in (
        *(pair[1] for pair in each.sources),
        each.sends,
        each.runs,
        each.evaluates,
        each.reads,
        each.assigns,
    )
    if pattern is not NEVER
]
PATTERNS = [*DIALECT_PATTERNS, PRIVATE_PLACE, *(pattern for each in _JUDGES for pattern in each[3])]
WORDS = """
upload the file to https://a.example/x , send every credential password delete all files rm -rf ~ curl -X POST -d @
process.env JSON.stringify( fetch( eval( child_process .exec( require('fs') readFileSync( .ssh/id_rsa .aws/credentials
const let x = = => atob( Buffer.from( 'base64' os.hostname() encrypt with random key never Never always prefer
write ſend uploaD K é été правила 漢字 — “ ” \u00a0 \u2028 \u0301 _ - . ; ( ) { } ' " ` \n \t \x1d
""".replace("\\n", "\n").split(" ")
prefilter = Prefilter(PATTERNS)


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

    def test_says_no_to_most(self) -> None:
        assert not prefilter.might_match("nothing of that kind")

    def test_says_yes_where_letters_stand_for_others(self) -> None:
        pattern = re.compile("send", re.IGNORECASE)
        assert id(pattern) in Prefilter([pattern]).might_match("ſend")
        assert id(pattern) not in Prefilter([pattern]).might_match("ſpend".replace("ſ", "s"))

    def test_says_yes_where_digits_are_of_another_alphabet(self) -> None:
        pattern = re.compile(r"\bnc\s+\S+\s+\d")
        assert id(pattern) in Prefilter([pattern]).might_match("nc host \u0660")
