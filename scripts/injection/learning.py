"""Texts become rows of a matrix, rows become weights: a logistic regression, and what a teacher adds to it."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from pilothouse.shield.classifier.features import RUN_BITS, WORD_BITS, features_of
from pilothouse.shield.classifier.model import STRIDE_WORDS, WINDOW_WORDS, Weights, log_odds
from pilothouse.shield.letters import fold
from scripts.injection.examples import Example
from scripts.injection.teacher import opinions, repeated

MOST_WINDOWS = 3  # of one text, in training
ATTACKS_SHARE = 1.0  # of the weight of all ordinary texts, in training
PER_WINDOW = 0.8  # log-odds; a long text has many windows, and the strongest of many is stronger by chance alone
STEPS = 84  # of a weight, up and down; finer ones tell no more and make the file larger
TEACHERS_SHARE = 0.2  # of what the teacher says, in log-odds; with more, ordinary requests pass for attacks
WEIGHT_FOR_TEACHER = {"requests": 0.4}  # where it is another; most of what is like an attack to a teacher is a request


@dataclass(slots=True)
class Table:
    """Windows of examples as a sparse matrix."""

    rows: Any
    labels: np.ndarray
    weights: np.ndarray
    owners: np.ndarray  # int64: which example a row is a window of


@dataclass(slots=True)
class _Builder:
    indices: list[np.ndarray] = field(default_factory=list)
    values: list[np.ndarray] = field(default_factory=list)
    ends: list[int] = field(default_factory=lambda: [0])
    labels: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)

    def add(self, words: np.ndarray, runs: np.ndarray, example: Example, owner: int, share: float) -> None:
        count = words.shape[1]
        self.indices.append(np.concatenate((words.ravel(), runs + np.uint32(1 << WORD_BITS))))
        values = np.concatenate((np.full(words.size, count**-0.5), np.full(runs.size, max(1, runs.size) ** -0.5)))
        self.values.append(values.astype(np.float32))
        self.ends.append(self.ends[-1] + words.size + runs.size)
        self.labels.append(example.label)
        self.weights.append(example.weight * share)
        self.owners.append(owner)

    def table(self) -> Table:
        shape = (len(self.labels), (1 << WORD_BITS) + (1 << RUN_BITS))
        columns = np.concatenate(self.indices).astype(np.int32)
        rows = csr_matrix((np.concatenate(self.values), columns, np.array(self.ends)), shape=shape)
        rows.sum_duplicates()
        return Table(rows, np.array(self.labels), np.array(self.weights), np.array(self.owners))


def tabulate(examples: Sequence[Example], most_windows: int = MOST_WINDOWS) -> Table:
    """Turn texts into rows of a matrix, one for each window; a single window is the first one."""
    builder = _Builder()
    for owner, example in enumerate(examples):
        features = features_of(fold(example.text).encode("utf-8", "replace"))
        count = features.words.shape[1]
        if count == 0 or example.weight == 0:
            continue
        starts = list(range(0, max(1, count - WINDOW_WORDS + STRIDE_WORDS), STRIDE_WORDS))
        if most_windows > 1:
            random.Random(owner).shuffle(starts)
        for start in starts[:most_windows]:
            end = min(count, start + WINDOW_WORDS)
            first = features.first_run[start]
            last = features.first_run[end] if end < count else features.runs.size
            share = 1 / min(most_windows, len(starts)) ** 0.5
            builder.add(features.words[:, start:end], features.runs[first:last], example, owner, share)
    return builder.table()


class Lesson:
    """All that is learned from.

    Args:
        examples: all of them; the teacher has read the first ones.
        folds: of each example.
        vectors: what the teacher makes of the texts that it has read.
        c: inverse strength of regularization.
    """

    def __init__(self, examples: Sequence[Example], folds: np.ndarray, vectors: np.ndarray, c: float) -> None:
        read = examples[: len(vectors)]
        self.table = tabulate(examples)
        self._c = c
        self._folds = folds
        self._vectors = vectors
        self._beginnings = tabulate(read, 1)
        self._labels = np.array([each.label for each in read])
        self._weights = np.array([WEIGHT_FOR_TEACHER.get(each.cls, each.weight) for each in read])

    def weights_without(self, fold: int | None) -> Weights:
        """Return weights that have seen no text of a fold; of all folds with None."""
        coefficients, bias = _fitted(self.table, self._folds[self.table.owners] != fold, self._c)
        seen = self._folds[: len(self._vectors)] != fold
        said = opinions(self._vectors, seen & (self._weights > 0), self._labels, self._weights)
        rows = seen[self._beginnings.owners]
        echo, mean = repeated(self._beginnings.rows[rows], said[self._beginnings.owners[rows]])
        return _packed(coefficients + TEACHERS_SHARE * echo, bias + TEACHERS_SHARE * mean)


def _fitted(table: Table, chosen: np.ndarray, c: float) -> tuple[np.ndarray, float]:
    labels, weights = table.labels[chosen], table.weights[chosen].copy()
    weights[labels == 1] *= weights[labels == 0].sum() / weights[labels == 1].sum() * ATTACKS_SHARE
    model = LogisticRegression(C=c, solver="liblinear", tol=1e-2)
    model.fit(table.rows[chosen], labels, sample_weight=weights)
    return model.coef_[0], float(model.intercept_[0])


def _packed(coefficients: np.ndarray, bias: float) -> Weights:
    words, word_scale = _rounded(coefficients[: 1 << WORD_BITS])
    runs, run_scale = _rounded(coefficients[1 << WORD_BITS :])
    return Weights(words, runs, word_scale, run_scale, bias, 1.0, 0.0, PER_WINDOW)


def _rounded(weights: np.ndarray) -> tuple[np.ndarray, float]:
    scale = float(np.quantile(np.abs(weights[weights != 0]), 0.9999)) / STEPS
    return np.clip(np.round(weights / scale), -127, 127).astype(np.int8), scale


def score(weights: Weights, texts: Iterable[str]) -> np.ndarray:
    """Return each text's log-odds, as scanning computes them."""
    return np.array([log_odds(weights, features_of(fold(text).encode("utf-8", "replace"))) for text in texts])
