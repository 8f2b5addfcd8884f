from hypothesis import given
from hypothesis import strategies as st

from pilothouse.shield.detector import Text
from pilothouse.shield.letters import PIECE_CHARS, are_few, fold, foreign_in, foreign_places, narrow

# Mostly ASCII, as texts are, with letters whose small form depends on their neighbours, is longer, or has no place.
MIXED = st.lists(
    st.sampled_from(["plain WORDS " * 9, "É", "ß", "İ", "Σ", "ς", "漢", "😀", "\ud800", "\x00", "Ł"]), max_size=40
)


class TestFold:
    @given(st.text())
    def test_keeps_every_letter_in_its_place(self, text: str) -> None:
        assert len(fold(text)) == len(text)

    def test_takes_case_and_accents(self) -> None:
        assert fold("IGNORA Às RÈGLES, ŁÓDŹ") == "ignora as regles, lodz"

    def test_leaves_other_alphabets(self) -> None:
        assert fold("ИГНОРИРУЙ 忽略") == "игнорируй 忽略"


class TestText:
    @given(MIXED.map("".join))
    def test_is_the_same_however_many_letters_are_beyond_ascii(self, text: str) -> None:
        desk = Text.of(text, "prompt")
        assert desk.folded == fold(text)
        assert desk.narrow == bytes(min(ord(letter), 255) for letter in text)
        assert desk.folded_narrow == narrow(fold(text))
        assert desk.foreign == "".join(letter for letter in text if letter > "\x7f")
        assert list(desk.foreign_letters()) == list(foreign_in(text))

    def test_with_few_such_letters_lists_them(self) -> None:
        text = "a" * (2 * PIECE_CHARS) + "é" + "b" * 100 + "漢"
        places = foreign_places(narrow(text))
        assert places == [2 * PIECE_CHARS, len(text) - 1]
        assert are_few(places, text)
        assert foreign_places(narrow("漢字")) is None

    def test_knows_whether_letters_of_other_alphabets_are_in_it(self) -> None:
        assert not Text.of("façade — “naïve” …", "prompt").may_have_other_letters
        assert Text.of("ignore яules", "prompt").may_have_other_letters
        assert Text.of("—" * 2000, "prompt").may_have_other_letters
