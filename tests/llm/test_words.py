import pytest

from pilothouse.llm.words import content_of, split_identifier, stem, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [("petalLength", "petal Length"), ("temp_max", "temp max"), ("GDPPerCapita", "GDP Per Capita"), ("a.b-c", "a b c")],
)
def test_an_identifier_falls_into_words(name: str, words: str) -> None:
    assert split_identifier(name) == words


@pytest.mark.parametrize(
    "forms",
    [("price", "prices", "priced", "pricing"), ("country", "countries"), ("batch", "batches"), ("run", "running")],
)
def test_forms_of_one_word_meet(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("news", "new"), ("gas", "ga"), ("class", "clas"), ("species", "specie")])
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_words_leave_out_stop_words() -> None:
    assert words_of("What is the price of a house?") == ["what", "pric", "hous"]


def test_content_is_what_is_left_when_the_asking_is_taken_away() -> None:
    assert content_of("Could you please show me the Prices of 2024?") == "prices 2024"
    assert content_of("Who are you?") == "Who are you?"
