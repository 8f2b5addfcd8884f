import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.missions.selection.intent import KINDS, classify

TYPES = {kind.type for kind in KINDS}


class TestClassify:
    @pytest.mark.parametrize(
        ("objective", "expected"),
        [
            ("Which country sells the most per head?", {"compare", "rank"}),
            ("Average delivery time per warehouse", {"compare"}),
            ("How did our revenue develop since January?", {"trend"}),
            ("Plot the temperature over the year", {"trend"}),
            ("Top 3 films by worldwide gross", {"rank"}),
            ("Are there suspicious values in the readings?", {"anomaly"}),
            ("Is price correlated with weight?", {"relate"}),
            ("Give me an overview of this spreadsheet", {"profile"}),
            ("Fetch https://example.com/data.json and say what is in it", {"retrieve"}),
            ("Translate this into French", {"write"}),
        ],
    )
    def test_finds_the_kind_of_work_with_no_model(self, objective, expected) -> None:
        intent = classify(objective, [])
        assert intent.type in expected
        assert "“" in intent.reason

    @given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=2))
    def test_always_answers_within_its_bounds(self, objective, names) -> None:
        intent = classify(objective, names)
        assert intent.type in TYPES
        assert 0.2 <= intent.confidence <= 0.95
        assert intent.title
        assert intent.reason

    def test_is_the_same_each_time(self) -> None:
        assert classify("Compare sales by region", []) == classify("Compare sales by region", [])

    @pytest.mark.parametrize(("names", "expected"), [([], "write"), (["a.csv"], "profile")])
    def test_takes_the_files_into_account_when_there_are_no_words(self, names, expected) -> None:
        intent = classify("???", names)
        assert (intent.type, intent.confidence) == (expected, 0.2)

    def test_reads_an_objective_of_ten_thousand_characters(self) -> None:
        assert classify("Compare the sales by region. " * 340, []).type in TYPES
