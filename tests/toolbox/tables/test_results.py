import pytest

from pilothouse.toolbox.tables.results import number_text, rounded, slug


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (1234.5678, 1234.57),
        (3.14159265, 3.1416),
        (0.000123456, 0.0001235),
        (2.0, 2),
        (float("nan"), None),
        (-0.5, -0.5),
    ],
)
def test_numbers_are_rounded_by_their_size(value: float, kept: float | None) -> None:
    assert rounded(value) == kept


@pytest.mark.parametrize(("value", "text"), [(1234567, "1,234,567"), (0.5, "0.5"), (12.345, "12.35"), (None, "n/a")])
def test_numbers_are_written_for_people(value: float | None, text: str) -> None:
    assert number_text(value) == text


def test_titles_become_file_names() -> None:
    assert slug("Mean MPG by Origin (1970 to 82)!") == "mean-mpg-by-origin-1970-to-82"
    assert slug("!!!") == "result"
