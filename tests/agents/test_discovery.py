"""How well tools are found by what people ask for. Half of these share no word with the tool."""

import pytest

from pilothouse.agents.registry import Registry
from pilothouse.toolbox import builtin_registry

RETRIEVAL_SET = [
    ("average price per region", "table_group"),
    ("how many customers in each country", "table_group"),
    ("total revenue by product", "table_group"),
    ("development of sales over the months", "table_trend"),
    ("has unemployment grown year over year", "table_trend"),
    ("find anomalies in the readings", "table_outliers"),
    ("which values look wrong or unusual", "table_outliers"),
    ("the ten most expensive houses", "table_top"),
    ("list the largest earthquakes", "table_top"),
    ("does weight go along with fuel consumption", "table_correlate"),
    ("correlation between height and income", "table_correlate"),
    ("which columns does this file have", "table_profile"),
    ("describe the data and its missing values", "table_profile"),
    ("draw a bar diagram", "chart"),
    ("plot this as a line graph", "chart"),
    ("download a web page", "http_request"),
    ("call this REST API", "http_request"),
    ("what was attached", "files_list"),
    ("show the contents of the notes", "files_read"),
    ("read the text document", "files_read"),
]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return builtin_registry()


def _rank(registry: Registry, query: str, name: str) -> int:
    return [match.tool.name for match in registry.discover(query, limit=50)].index(name)


def test_nearly_all_are_among_the_first_five(registry: Registry) -> None:
    found = [query for query, name in RETRIEVAL_SET if _rank(registry, query, name) < 5]
    assert len(found) >= 0.95 * len(RETRIEVAL_SET)


def test_most_come_first(registry: Registry) -> None:
    first = [query for query, name in RETRIEVAL_SET if _rank(registry, query, name) == 0]
    assert len(first) >= 0.6 * len(RETRIEVAL_SET)


def test_scores_fall(registry: Registry) -> None:
    scores = [match.score for match in registry.discover("average price")]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)
