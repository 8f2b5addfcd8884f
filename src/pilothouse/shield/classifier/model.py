"""Inference: the weights of a text's features, added up over windows; the strongest window speaks for the text."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pilothouse.shield.classifier.features import (
    LONGEST_BYTES,
    Features,
    Indices,
    features_of,
    features_of_all,
    without_repeats,
)

WINDOW_WORDS = 64
STRIDE_WORDS = 32
_REPETITIVE = 0.5  # share of a text's triples of words that are new when they come
WEIGHTS = Path(__file__).with_name("weights.npz")


@dataclass(frozen=True, slots=True)
class Weights:
    """A trained model.

    Attributes:
        words: int8, shape (2**WORD_BITS,).
        runs: int8, shape (2**RUN_BITS,).
        word_scale: what one step of `words` is worth.
        run_scale: what one step of `runs` is worth.
        bias: log-odds of an empty text.
        slope: steepness of the calibration, applied to the log-odds before the sigmoid.
        flag_at: log-odds at which the probability is one half.
        per_window: how much more log-odds a text needs when it has e times as many windows.
    """

    words: NDArray[np.int8]
    runs: NDArray[np.int8]
    word_scale: float
    run_scale: float
    bias: float
    slope: float
    flag_at: float
    per_window: float

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "Weights":
        with np.load(path, allow_pickle=False) as file:
            numbers = {name: float(file[name]) for name in file.files if name not in {"words", "runs"}}
            return cls(words=file["words"], runs=file["runs"], **numbers)


@cache
def _weights() -> Weights:
    return Weights.load()


def probability(text: str, weights: Weights | None = None) -> float:
    """Return how likely a text speaks to a model against its owner, 0 to 1; 0.5 is the threshold of the card.

    Args:
        text: folded (rules/dialect.py).
        weights: those of the package unless given.
    """
    weights = weights or _weights()
    data = text.encode("utf-8", "replace")
    parts = range(0, max(1, len(data)), LONGEST_BYTES)
    features = [features_of(data[start : start + LONGEST_BYTES]) for start in parts]
    return _calibrated(max(_odds(weights, each, log_odds(weights, each)) for each in features), weights)


def probabilities(texts: Sequence[str]) -> list[float]:
    """Return what `probability` says of each text; many short ones cost little more than one as long as all."""
    data = [text.encode("utf-8", "replace") for text in texts]
    if any(len(each) > LONGEST_BYTES for each in data):
        return [probability(text) for text in texts]
    weights, features = _weights(), features_of_all(data)
    first_looks = _log_odds_of_all(weights, features)
    return [_calibrated(_odds(weights, *each), weights) for each in zip(features, first_looks, strict=True)]


def _calibrated(odds: float, weights: Weights) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, weights.slope * (odds - weights.flag_at)))))


def _odds(weights: Weights, features: Features, odds: float) -> float:
    """Return the log-odds of a part; what it says again and again counts once, or it would carry any text along."""
    if odds < weights.flag_at:
        return odds
    once = without_repeats(features)
    is_repetitive = once.words.shape[1] < _REPETITIVE * features.words.shape[1]
    return min(odds, log_odds(weights, once)) if is_repetitive else odds


def log_odds(weights: Weights, features: Features) -> float:
    """Return the log-odds of a text's strongest window."""
    count = features.words.shape[1]
    if count == 0:
        return weights.bias
    if count <= WINDOW_WORDS:
        words = weights.words[features.words].sum(dtype=np.int64)
        runs = weights.runs[features.runs].sum(dtype=np.int64)
        return _of_one_window(weights, features, int(words), int(runs))
    return _strongest(weights, features, count)


def _of_one_window(weights: Weights, features: Features, words: int, runs: int) -> float:
    count, size = features.words.shape[1], max(1, features.runs.size)
    return weights.bias + words * weights.word_scale / count**0.5 + runs * weights.run_scale / size**0.5


def _log_odds_of_all(weights: Weights, features: Sequence[Features]) -> list[float]:
    """Return the log-odds of each text; those of one window are added up together."""
    short = [place for place, each in enumerate(features) if 0 < each.words.shape[1] <= WINDOW_WORDS]
    odds = [0.0 if place in short else log_odds(weights, each) for place, each in enumerate(features)]
    words = _sums(weights.words, [features[place].words.ravel() for place in short])
    runs = _sums(weights.runs, [features[place].runs for place in short])
    for place, *sums in zip(short, words, runs, strict=True):
        odds[place] = _of_one_window(weights, features[place], *sums)
    return odds


def _sums(table: NDArray[np.int8], parts: Sequence[Indices]) -> list[int]:
    """Add up, for each part, what stands in a table at its places."""
    if not parts:
        return []
    totals = np.zeros(1 + sum(part.size for part in parts), np.int64)
    np.cumsum(table.take(np.concatenate(parts)), out=totals[1:])
    ends = np.cumsum([0, *(part.size for part in parts)])
    return (totals[ends[1:]] - totals[ends[:-1]]).tolist()


def _strongest(weights: Weights, features: Features, count: int) -> float:
    """Return the log-odds of the strongest window: each is two blocks of STRIDE_WORDS, the last may be shorter."""
    cuts = np.arange(0, count, STRIDE_WORDS)
    borders = np.empty(cuts.size + 1, np.int64)
    borders[:-1] = features.first_run[cuts]
    borders[-1] = features.runs.size
    of_runs = np.zeros(features.runs.size + 1, np.int8)  # the last is where a word begins after the last run
    weights.runs.take(features.runs, out=of_runs[:-1], mode="wrap")  # the fastest way to copy
    of_words = weights.words.take(features.words)
    words = np.add.reduceat(of_words, cuts, axis=1, dtype=np.int32).sum(axis=0)
    runs = np.add.reduceat(of_runs, borders[:-1], dtype=np.int32)
    sizes = np.empty(cuts.size - 1)
    sizes.fill(WINDOW_WORDS)
    sizes[-1] = count - cuts[-2]
    odds = (words[1:] + words[:-1]) * (weights.word_scale / np.sqrt(sizes))
    odds += (runs[1:] + runs[:-1]) * (weights.run_scale / np.sqrt(np.maximum(1, borders[2:] - borders[:-2])))
    return float(weights.bias + odds.max() - weights.per_window * math.log(cuts.size - 1))
