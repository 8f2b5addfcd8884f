"""Classify an objective by meaning: the nearest kind of work among described examples."""

import math
from dataclasses import dataclass
from functools import cache

from pilothouse.llm.ranking import TextIndex
from pilothouse.llm.words import words_of

LOWEST, HIGHEST = 0.2, 0.95  # SPEC MI-2: never certain, never without a guess
_SHARPNESS = 1.6  # turns z-score distances into shares; fitted on the examples below, leave-one-out


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work, with objectives of the sort that people write."""

    type: str
    title: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intent:
    """What an objective asks for; `confidence` lies between 0.2 and 0.95."""

    type: str
    title: str
    confidence: float
    reason: str


KINDS = (
    Kind(
        "compare",
        "Compare groups",
        (
            "Which region has the highest average revenue?",
            "Compare fuel economy by country of origin",
            "Average salary per department",
            "How many orders did each customer place?",
            "What share of sales comes from each product category?",
            "Total cost by team and project",
        ),
    ),
    Kind(
        "trend",
        "Follow a development over time",
        (
            "How did the monthly revenue develop over the last years?",
            "Show the trend of temperature over time",
            "Has unemployment grown since 2010?",
            "Weekly active users by month",
            "When did the price peak?",
            "Growth of population year over year",
        ),
    ),
    Kind(
        "rank",
        "Find the top or bottom",
        (
            "What are the five most expensive products?",
            "Top 10 movies by gross",
            "List the lowest rated restaurants",
            "Which customers bought the most?",
            "Find the largest earthquakes",
        ),
    ),
    Kind(
        "anomaly",
        "Find what is unusual",
        (
            "Are there any outliers in the response times?",
            "Find unusual transactions",
            "Detect anomalies in the sensor readings",
            "Which values look wrong or suspicious?",
            "Spot strange spikes in the data",
        ),
    ),
    Kind(
        "relate",
        "Look for a relationship",
        (
            "Does weight affect fuel consumption?",
            "What is the correlation between height and weight?",
            "How are rating and budget related?",
            "Is there a relationship between temperature and sales?",
        ),
    ),
    Kind(
        "profile",
        "Get to know the data",
        (
            "Summarise this file",
            "Analyse the attached data and write a report",
            "What is in this data set?",
            "Describe the columns and missing values",
            "Give me an overview of the spreadsheet",
        ),
    ),
    Kind(
        "retrieve",
        "Fetch from the web",
        (
            "Download the page and tell me what it says",
            "Fetch the JSON from this URL",
            "Call the API at https://example.com and report the result",
            "Read this website",
        ),
    ),
    Kind(
        "write",
        "Write or answer",
        (
            "Write an e-mail to the customer",
            "Draft release notes",
            "Translate this text into German",
            "Explain what an agent is",
            "Answer this question from the document",
        ),
    ),
)


@cache
def _index() -> tuple[TextIndex, tuple[Kind, ...]]:
    owners = tuple(kind for kind in KINDS for _ in kind.examples)
    return TextIndex([example for kind in KINDS for example in kind.examples]), owners


def classify(objective: str, file_names: list[str]) -> Intent:
    """Classify an objective.

    Args:
        objective: what the person wants, in their words.
        file_names: of attached files; a data file makes an unclear objective one about its data.

    Returns:
        The nearest kind. `confidence` is its share among all kinds, held between 0.2 and 0.95.
    """
    if not words_of(objective):
        return _unclear(has_files=bool(file_names))
    index, owners = _index()
    best: dict[str, float] = {}
    nearest: dict[str, str] = {}
    for position, score in index.search(objective, limit=len(owners)):
        kind = owners[position].type
        if kind not in best:  # best first
            best[kind], nearest[kind] = score, owners[position].examples[_place(owners, position)]
    weights = {kind: math.exp(_SHARPNESS * score) for kind, score in best.items()}
    chosen = max(weights, key=lambda kind: weights[kind])
    share = weights[chosen] / sum(weights.values())
    title = next(kind.title for kind in KINDS if kind.type == chosen)
    confidence = round(min(max(share, LOWEST), HIGHEST), 2)
    return Intent(chosen, title, confidence, f"Closest to: “{nearest[chosen]}”")


def _place(owners: tuple[Kind, ...], position: int) -> int:
    return position - owners.index(owners[position])


def _unclear(*, has_files: bool) -> Intent:
    kind = next(kind for kind in KINDS if kind.type == ("profile" if has_files else "write"))
    return Intent(kind.type, kind.title, LOWEST, "The objective has no words that tell more")
