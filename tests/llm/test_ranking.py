from pilothouse.llm.ranking import Bm25, TextIndex

TEXTS = ["Send an e-mail to a person", "Forecast the weather of a city", "Query a database with SQL"]


def test_shared_words_count() -> None:
    scores = Bm25(TEXTS).scores("weather in this city")
    assert scores.argmax() == 1
    assert scores[0] == 0


def test_near_meaning_counts_without_shared_words() -> None:
    assert TextIndex(TEXTS).search("will it rain tomorrow in Paris", limit=1)[0][0] == 1


def test_best_come_first_and_no_more_than_asked_for() -> None:
    found = TextIndex(TEXTS).search("mail", limit=2)
    assert len(found) == 2
    assert found[0][1] >= found[1][1]


def test_nothing_is_found_in_nothing_or_by_nothing() -> None:
    assert TextIndex([]).search("mail") == []
    assert TextIndex(TEXTS).search("   ") == []
