from hypothesis import given
from hypothesis import strategies as st

from pilothouse.shield.decoding.spans import replaced, replaced_near, whole


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    """A text, and changes in order that do not overlap."""
    text = draw(st.text(max_size=40))
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(places[::2], places[1::2], strict=False)
    return text, [(start, end, draw(st.text(max_size=4))) for start, end in pairs]


class TestTheWayBack:
    @given(edits(), st.data())
    def test_never_leaves_the_text(self, edit: tuple[str, list[tuple[int, int, str]]], data: st.DataObject) -> None:
        text, changes = edit
        derived = replaced(text, changes)
        start = data.draw(st.integers(0, len(derived.value)))
        end = data.draw(st.integers(start, len(derived.value)))
        first, last = derived.spans.origin(start, end)
        assert 0 <= first <= len(text)
        assert 0 <= last <= len(text)

    @given(edits())
    def test_of_what_was_not_changed_is_exact(self, edit: tuple[str, list[tuple[int, int, str]]]) -> None:
        text, _ = edit
        spans = replaced(text, []).spans
        assert all(spans.origin(place, place + 1) == (place, place + 1) for place in range(len(text)))

    def test_of_a_replaced_word_is_the_word(self) -> None:
        derived = replaced("say 0x41 now", [(4, 8, "A")])
        assert derived.value == "say A now"
        assert derived.spans.origin(4, 5) == (4, 8)
        assert derived.spans.origin(6, 9) == (9, 12)

    def test_goes_through_all_layers(self) -> None:
        inner = replaced("say 0x41 now", [(4, 8, "A")]).spans
        outer = whole("say 0x41 now", 100, 140).spans
        assert inner.then(outer).origin(4, 5) == (100, 140)


class TestReplacedNear:
    def test_leaves_out_what_is_far_from_any_change(self) -> None:
        text = "far away " * 4 + "say 0x41 now" + " far away" * 4 + " and 0x42"
        derived = replaced_near(text, [(40, 44, "A"), (len(text) - 4, len(text), "B")], 4)
        assert derived.value == "\nsay A now\nand B"
        assert derived.spans.origin(5, 6) == (40, 44)
        assert derived.spans.origin(11, 14) == (len(text) - 8, len(text) - 5)

    @given(edits(), st.integers(0, 50))
    def test_reads_as_the_whole_does_where_all_is_near(
        self, edit: tuple[str, list[tuple[int, int, str]]], margin: int
    ) -> None:
        text, changes = edit
        if changes:
            assert replaced_near(text, changes, len(text) + margin).value == replaced(text, changes).value
