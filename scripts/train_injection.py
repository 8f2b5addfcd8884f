"""Train the classifier of prompt injection.

    python -m scripts.train_injection SAMPLES --ordinary FOLDER... --collected FOLDER --requests FOLDER --out FILE

Needs scikit-learn and scipy, which nothing else here does: install them by hand. SAMPLES is a file of JSON lines
(or gzipped) with text, label and cls; ordinary text comes from the folders (docs, installed packages), further attacks
and requests from unpacked packages (scripts/injection/collected.py, requests.py). What was used for the weights in the
package stands in src/pilothouse/shield/classifier/card.md.

Every figure is of texts whose source the model has not seen: a source (a class of SAMPLES, a package) is in one fold
only.
"""

import argparse
import gzip
import hashlib
import json
import random
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from pilothouse.shield.classifier.features import RUN_BITS, WORD_BITS, features_of
from pilothouse.shield.classifier.model import STRIDE_WORDS, WINDOW_WORDS, Weights, log_odds
from pilothouse.shield.rules.dialect import fold
from scripts.injection import grammar
from scripts.injection.collected import Likeness, attacks_in
from scripts.injection.folders import pieces_of
from scripts.injection.noise import noisy
from scripts.injection.requests import requests_in

FOLDS = 6
MOST_WINDOWS = 3  # of one text, in training
FLAGGED_ORDINARY = 0.0042  # share of ordinary texts of unseen sources above the threshold
FLAGGED_SAMPLES = 0.0055  # of the samples' own, which hold requests that others call attacks
NEEDS_CONTEXT = frozenset({"bipia_indirect", "jbb_pair"})  # ordinary requests in the wrong place: nothing to learn
SAME_SOURCE = {"benign_email": "bipia_indirect"}  # the mails that the attacks stand in
ATTACKS_SHARE = 1.0  # of the weight of all ordinary texts, in training
PER_WINDOW = 0.8  # log-odds; a long text has many windows, and the strongest of many is stronger by chance alone
NOISE = 6000  # texts
STEPS = 88  # of a weight, up and down; finer ones tell no more and make the file larger
FLAGGED_HARD = 0.015  # of texts that only look like attacks
EVERY_FOLD = -1  # of texts that are no source of the samples
FULL_OF_PROMPTS = frozenset({"requests", "frameworks"})  # learned from; what they hold is not all ordinary
MADE_UP = "made up"
COLLECTED = "collected"
HARD = frozenset({"notinject", "xstest_safe", "security_docs", "security_coding_benign"})


@dataclass(frozen=True, slots=True)
class Example:
    """One text.

    Attributes:
        group: its source; never on both sides of a split.
        weight: of the whole text in training.
    """

    text: str
    label: int
    group: str
    cls: str
    weight: float = 1.0


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


def tabulate(examples: Sequence[Example]) -> Table:
    """Turn texts into rows of a matrix, one for each window."""
    builder = _Builder()
    for owner, example in enumerate(examples):
        features = features_of(fold(example.text).encode("utf-8", "replace"))
        count = features.words.shape[1]
        if count == 0 or example.weight == 0:
            continue
        starts = list(range(0, max(1, count - WINDOW_WORDS + STRIDE_WORDS), STRIDE_WORDS))
        random.Random(owner).shuffle(starts)
        for start in starts[:MOST_WINDOWS]:
            end = min(count, start + WINDOW_WORDS)
            first = features.first_run[start]
            last = features.first_run[end] if end < count else features.runs.size
            share = 1 / min(MOST_WINDOWS, len(starts)) ** 0.5
            builder.add(features.words[:, start:end], features.runs[first:last], example, owner, share)
    return builder.table()


def read_samples(path: Path) -> list[Example]:
    """Read labelled texts; the class is the source."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        rows = [json.loads(line) for line in file]
    return [_sample(row["text"], row["label"], row["cls"]) for row in rows]


def _sample(text: str, label: int, cls: str) -> Example:
    weight = 0.0 if cls in NEEDS_CONTEXT else 1.0
    return Example(text, label, f"samples/{SAME_SOURCE.get(cls, cls)}", cls, weight)


def made_up(count: int) -> list[Example]:
    """Return sentences of the grammars; no sample is their source, so they are in the training of every fold."""
    attacks = [Example(text, 1, MADE_UP, MADE_UP, 0.25) for text in dict.fromkeys(grammar.attacks(count))]
    return attacks + [Example(text, 0, MADE_UP, MADE_UP, 0.4) for text in dict.fromkeys(grammar.ordinary(count))]


def buried(attacks: Sequence[Example], ordinary: Sequence[Example], share: float, weight: float) -> list[Example]:
    """Put some attacks between ordinary sentences, as in a mail or a page; they keep the source of the attack."""
    chance = random.Random(0)
    found: list[Example] = []
    for attack in attacks:
        if len(attack.text) < 200 and attack.weight > 0 and chance.random() < share:
            around = chance.choice(ordinary).text.split()
            cut = chance.randrange(len(around) + 1)
            before, after = " ".join(around[max(0, cut - 20) : cut]), " ".join(around[cut : cut + 20])
            found.append(Example(f"{before}\n{attack.text}\n{after}", 1, attack.group, attack.cls, weight))
    return found


def collected(folder: Path, samples: Sequence[Example]) -> list[Example]:
    """Return attacks that packages have collected, none of them like a sample; every fold is trained with them."""
    known = Likeness(each.text for each in samples)
    texts = dict.fromkeys(text for text in attacks_in(folder) if len(text) >= 8)
    return [Example(text, 1, COLLECTED, COLLECTED, 1.0) for text in texts if not known.has(text)]


def printed(ordinary: Sequence[Example], count: int) -> list[Example]:
    """Return some ordinary texts as programs print them; they keep their source."""
    chance = random.Random(0)
    chosen = chance.sample(list(ordinary), min(count, len(ordinary)))
    return [replace(each, text=noisy(each.text, chance), cls="noise", weight=0.35) for each in chosen]


def training_only(
    samples: Sequence[Example], ordinary: Sequence[Example], requests: Sequence[Example], given: argparse.Namespace
) -> list[Example]:
    """Return the texts that are learned from but never judged."""
    attacks = [each for each in samples if each.label == 1]
    sentences = made_up(given.sentences)
    found = [each for folder in given.collected for each in collected(folder, samples)]
    return [
        *sentences,
        *found,
        *printed([*ordinary, *requests], NOISE),
        *buried(attacks, ordinary, 0.5, weight=0.5),
        *buried([each for each in sentences if each.label == 1], ordinary, 0.15, weight=0.25),
        *buried(found, ordinary, 0.3, weight=0.25),
    ]


def folds_of(examples: Sequence[Example]) -> np.ndarray:
    """Number each example's fold, EVERY_FOLD for what is made up or collected elsewhere.

    Classes of the samples go in turn, the attacks' first; others by their name's hash.
    """
    order = sorted({(-each.label, each.group) for each in examples if each.group.startswith("samples/")})
    turn: dict[str, int] = {}
    for _, group in order:
        turn.setdefault(group, len(turn) % FOLDS)
    named = {each.group: hashlib.sha256(each.group.encode()).digest()[0] % FOLDS for each in examples}
    named[MADE_UP] = named[COLLECTED] = EVERY_FOLD
    return np.array([turn.get(each.group, named[each.group]) for each in examples])


def train(table: Table, chosen: np.ndarray, c: float) -> Weights:
    """Fit a logistic regression, and round its weights to bytes."""
    labels, weights = table.labels[chosen], table.weights[chosen].copy()
    weights[labels == 1] *= weights[labels == 0].sum() / weights[labels == 1].sum() * ATTACKS_SHARE
    model = LogisticRegression(C=c, solver="liblinear", tol=1e-2)
    model.fit(table.rows[chosen], labels, sample_weight=weights)
    coefficients = model.coef_[0]
    words, word_scale = _rounded(coefficients[: 1 << WORD_BITS])
    runs, run_scale = _rounded(coefficients[1 << WORD_BITS :])
    return Weights(words, runs, word_scale, run_scale, float(model.intercept_[0]), 1.0, 0.0, PER_WINDOW)


def _rounded(weights: np.ndarray) -> tuple[np.ndarray, float]:
    scale = float(np.quantile(np.abs(weights[weights != 0]), 0.9999)) / STEPS
    return np.clip(np.round(weights / scale), -127, 127).astype(np.int8), scale


def score(weights: Weights, texts: Iterable[str]) -> np.ndarray:
    """Return each text's log-odds, as scanning computes them."""
    return np.array([log_odds(weights, features_of(fold(text).encode("utf-8", "replace"))) for text in texts])


def calibrated(weights: Weights, odds: np.ndarray, examples: Sequence[Example]) -> Weights:
    """Put the threshold where few ordinary texts of unseen sources lie above it, and make one half of it."""
    ordinary = np.array([each.label == 0 and each.cls not in HARD | FULL_OF_PROMPTS for each in examples])
    hard = np.array([each.label == 0 and each.cls in HARD for each in examples])
    samples = ordinary & np.array([each.group.startswith("samples/") for each in examples])
    flag_at = max(
        float(np.quantile(odds[ordinary], 1 - FLAGGED_ORDINARY)),
        float(np.quantile(odds[samples], 1 - FLAGGED_SAMPLES)),
        float(np.quantile(odds[hard], 1 - FLAGGED_HARD)),
    )
    return replace(weights, flag_at=flag_at)


def save(weights: Weights, path: Path) -> None:
    """Write weights as `np.load` reads them, packed harder than `np.savez_compressed` does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for each in fields(weights):
            with archive.open(f"{each.name}.npy", "w") as file:
                np.lib.format.write_array(file, np.asarray(getattr(weights, each.name)))


def keep(held_out: dict[int, Weights], flag_at: float, fold_of_class: dict[str, int], folder: Path) -> None:
    """Write the weights that have not seen a class, under the name of the class."""
    for cls, number in fold_of_class.items():
        save(replace(held_out[number], flag_at=flag_at), folder / f"{cls}.npz")


def report(odds: np.ndarray, examples: Sequence[Example], flag_at: float) -> None:
    """Print the share of each class above the threshold."""
    classes: dict[tuple[int, str], list[float]] = {}
    for each, value in zip(examples, odds, strict=True):
        classes.setdefault((each.label, each.cls), []).append(value)
    for (label, cls), values in sorted(classes.items()):
        share = float(np.mean(np.array(values) >= flag_at))
        print(f"{'recall' if label else 'flagged':8}{cls:28}{len(values):7}{share:9.4f}")
    attacks = np.array([value for each, value in zip(examples, odds, strict=True) if each.label == 1])
    print(f"all attacks {float(np.mean(attacks >= flag_at)):.4f} at log-odds {flag_at:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples", type=Path)
    parser.add_argument("--ordinary", type=Path, nargs="*", default=[])
    parser.add_argument("--collected", type=Path, nargs="*", default=[], help="folder of packages with attacks")
    parser.add_argument("--requests", type=Path, nargs="*", default=[], help="folder of packages with requests")
    parser.add_argument("--frameworks", type=Path, nargs="*", default=[], help="packages that are full of prompts")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, help="folder for the weights of each fold, for benchmarks/shield.py")
    parser.add_argument("--most-per-group", type=int, default=250)
    parser.add_argument("--most-ordinary", type=int, default=25_000)
    parser.add_argument("--sentences", type=int, default=24_000, help="to be made up of each kind")
    parser.add_argument("-c", type=float, default=8.0, help="inverse strength of regularization")
    given = parser.parse_args()

    ordinary = [
        Example(piece.text, 0, piece.group, "packages", 0.35)
        for folder in given.ordinary
        for piece in pieces_of(folder, most_per_group=given.most_per_group)
    ]
    random.Random(0).shuffle(ordinary)
    ordinary = ordinary[: given.most_ordinary]
    requests = [
        Example(piece.text, 0, piece.group, "requests", 0.14)
        for folder in given.requests
        for piece in requests_in(folder)
    ]
    requests += [
        Example(piece.text, 0, piece.group, "frameworks", 0.35)
        for folder in given.frameworks
        for piece in pieces_of(folder, most_per_group=given.most_per_group)
    ]
    samples = read_samples(given.samples)
    examples = [*samples, *ordinary, *requests]
    scored = len(examples)
    examples += training_only(samples, ordinary, requests, given)
    table = tabulate(examples)
    print(f"{len(examples)} texts, {len(table.labels)} windows, {len({each.group for each in examples})} sources")

    folds = folds_of(examples)
    odds = np.zeros(scored)
    held_out: dict[int, Weights] = {}
    for number in range(FOLDS):
        held_out[number] = train(table, folds[table.owners] != number, given.c)
        seen = np.flatnonzero(folds[:scored] == number)
        odds[seen] = score(held_out[number], (examples[place].text for place in seen))
        print(f"fold {number}: {len(seen)} texts", flush=True)
    weights = calibrated(train(table, np.ones(len(table.labels), bool), given.c), odds, examples[:scored])
    if given.held_out:
        keep(
            held_out,
            weights.flag_at,
            {each.cls: int(folds[place]) for place, each in enumerate(samples)},
            given.held_out,
        )
    if given.held_out:
        np.save(given.held_out / "odds.npy", odds)
    report(odds, examples[:scored], weights.flag_at)
    save(weights, given.out)


if __name__ == "__main__":
    main()
