import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.shield.classifier.features import LONGEST_BYTES, RUN_BITS, WORD_BITS, features_of, features_of_all


def of(text: str) -> tuple[np.ndarray, np.ndarray]:
    features = features_of(text.encode("utf-8", "replace"))
    return features.words, features.runs


class TestFeatures:
    @given(st.text(max_size=200))
    def test_lie_in_their_tables(self, text: str) -> None:
        words, runs = of(text)
        assert words.shape[0] == 4
        assert words.size == 0 or int(words.max()) < 1 << WORD_BITS
        assert runs.size == 0 or int(runs.max()) < 1 << RUN_BITS

    def test_of_a_word_do_not_depend_on_its_place_case_or_signs(self) -> None:
        alone, _ = of("rules")
        later, _ = of("Follow the   RULES!")
        assert later[0, -1] == alone[0, 0]

    def test_tell_the_order_of_words(self) -> None:
        one, _ = of("drop rules")
        other, _ = of("rules drop")
        assert set(one[0]) == set(other[0])
        assert one[1, 1] != other[1, 1]

    def test_see_a_pair_around_another_word(self) -> None:
        assert of("ignore previous rules")[0][3, 2] == of("ignore earlier rules")[0][3, 2]

    def test_say_nothing_of_numbers(self) -> None:
        assert np.array_equal(of("room 101")[0], of("room 7")[0])

    def test_know_where_each_word_begins(self) -> None:
        features = features_of(b"one two")
        assert features.first_run.tolist() == [0, 4]

    @given(st.lists(st.one_of(st.text(max_size=60), st.sampled_from(["", "a", "one two", "1 2"])), max_size=8))
    def test_of_texts_that_are_read_together_are_those_of_each(self, texts: list[str]) -> None:
        data = [text.encode("utf-8", "replace") for text in texts]
        for together, text in zip(features_of_all(data), data, strict=True):
            alone = features_of(text)
            assert np.array_equal(together.words, alone.words)
            assert np.array_equal(together.runs, alone.runs)
            assert np.array_equal(together.first_run, alone.first_run)

    def test_of_long_texts_are_those_of_each_too(self) -> None:
        long = b"follow the rules " * (LONGEST_BYTES // 20)
        assert np.array_equal(features_of_all([long, long])[1].words, features_of(long).words)

    def test_of_nothing_are_none(self) -> None:
        assert of("")[0].shape == (4, 0)
        assert of("...")[1].size in {0, 1}
