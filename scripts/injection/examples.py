"""The texts that are learned from: the samples, what packages hold, sentences of grammars, and variants of them all."""

import gzip
import hashlib
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from scripts.injection import grammar
from scripts.injection.collected import Likeness, attacks_in
from scripts.injection.noise import noisy
from scripts.injection.spelling import misspelled

FOLDS = 6
EVERY_FOLD = -1  # of texts that are no source of the samples
NEEDS_CONTEXT = frozenset({"bipia_indirect", "jbb_pair"})  # ordinary requests in the wrong place: nothing to learn
SAME_SOURCE = {"benign_email": "bipia_indirect"}  # the mails that the attacks stand in
MADE_UP = "made up"
COLLECTED = "collected"
COMMANDS = 4000  # sentences, before those that come twice are left out
NOISE = 6000  # texts of packages
MISSPELLED = 6000  # texts of packages, besides those of the samples and the grammars
LONGEST_MISSPELLED = 400  # characters


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
    ordinary = dict.fromkeys(grammar.ordinary(count), 0.4)
    # Commands have the form of attacks: with the weight of others, or more of them, they cost a tenth of the recall.
    commands = dict.fromkeys(grammar.commands(COMMANDS), 0.1)
    attacks = [Example(text, 1, MADE_UP, MADE_UP, 0.25) for text in dict.fromkeys(grammar.attacks(count))]
    return attacks + [Example(text, 0, MADE_UP, MADE_UP, weight) for text, weight in (commands | ordinary).items()]


def collected(folder: Path, samples: Sequence[Example]) -> list[Example]:
    """Return attacks that packages have collected, none of them like a sample; every fold is trained with them."""
    known = Likeness(each.text for each in samples)
    texts = dict.fromkeys(text for text in attacks_in(folder) if len(text) >= 8)
    return [Example(text, 1, COLLECTED, COLLECTED, 1.0) for text in texts if not known.has(text)]


def variants(
    samples: Sequence[Example], ordinary: Sequence[Example], requests: Sequence[Example], others: Sequence[Example]
) -> list[Example]:
    """Return texts made of texts: as programs print them, misspelled, or with ordinary text around.

    They keep their source, are learned from and never judged. `others` are made up or collected.
    """
    attacks = [each for each in samples if each.label == 1]
    sentences = [each for each in others if each.group == MADE_UP]
    found = [each for each in others if each.group == COLLECTED]
    of_packages = [*ordinary, *requests]
    return [
        *_printed(of_packages),
        *_misspelled(samples, sentences, of_packages),
        *_buried(attacks, ordinary, 0.5, weight=0.5),
        *_buried([each for each in sentences if each.label == 1], ordinary, 0.15, weight=0.25),
        *_buried(found, ordinary, 0.3, weight=0.25),
    ]


def _printed(ordinary: Sequence[Example]) -> list[Example]:
    chance = random.Random(0)
    chosen = chance.sample(list(ordinary), min(NOISE, len(ordinary)))
    return [replace(each, text=noisy(each.text, chance), cls="noise", weight=0.35) for each in chosen]


def _misspelled(
    samples: Sequence[Example], sentences: Sequence[Example], of_packages: Sequence[Example]
) -> list[Example]:
    chance = random.Random(0)

    def spelled(each: Example, weight: float) -> Example:
        return replace(each, text=misspelled(each.text[:LONGEST_MISSPELLED], chance), weight=weight)

    short = [each for each in samples if len(each.text) < LONGEST_MISSPELLED and each.weight > 0]
    return [
        *(spelled(each, 0.3) for each in short if chance.random() < 0.6),
        *(spelled(each, 0.1 if each.label else 0.15) for each in sentences if chance.random() < 0.25),
        *(spelled(each, 0.25) for each in chance.sample(list(of_packages), min(MISSPELLED, len(of_packages)))),
    ]


def _buried(attacks: Sequence[Example], ordinary: Sequence[Example], share: float, weight: float) -> list[Example]:
    """Put some attacks between ordinary sentences, as in a mail or a page."""
    chance = random.Random(0)
    found: list[Example] = []
    for attack in attacks:
        if len(attack.text) < 200 and attack.weight > 0 and chance.random() < share:
            around = chance.choice(ordinary).text.split()
            cut = chance.randrange(len(around) + 1)
            before, after = " ".join(around[max(0, cut - 20) : cut]), " ".join(around[cut : cut + 20])
            found.append(Example(f"{before}\n{attack.text}\n{after}", 1, attack.group, attack.cls, weight))
    return found


def folds_of(examples: Iterable[Example]) -> np.ndarray:
    """Number each example's fold, EVERY_FOLD for what is made up or collected elsewhere.

    Classes of the samples go in turn, the attacks' first; others by their name's hash.
    """
    examples = list(examples)
    order = sorted({(-each.label, each.group) for each in examples if each.group.startswith("samples/")})
    turn: dict[str, int] = {}
    for _, group in order:
        turn.setdefault(group, len(turn) % FOLDS)
    named = {each.group: hashlib.sha256(each.group.encode()).digest()[0] % FOLDS for each in examples}
    named[MADE_UP] = named[COLLECTED] = EVERY_FOLD
    return np.array([turn.get(each.group, named[each.group]) for each in examples])
