"""The training of the model behind `secret_generic`: its made lines and its arithmetic. Nothing is written."""

import random
from itertools import islice

import numpy as np

from pilothouse.shield.rules.matcher import Matcher
from scripts.train_secrets import benign_lines, fit, learn_pairs, made_lines, made_value, secret_generic, sightings


def test_most_made_lines_are_where_our_rules_stop() -> None:
    matcher = Matcher([secret_generic])
    lines = list(islice(made_lines(random.Random(1)), 200))
    stopped = [any(value in secret for value, _ in sightings(matcher, line)) for line, secret in lines]
    assert sum(stopped) > 120


def test_lines_without_secrets_are_made_of_words_too() -> None:
    lines = list(islice(benign_lines(random.Random(1), ["load", "balancer", "config"]), 100))
    assert any("balancer" in line.lower() for line in lines)


def test_made_values_are_the_same_in_every_run() -> None:
    assert made_value(random.Random(3)) == made_value(random.Random(3))


def test_letter_pairs_of_words_are_cheaper_than_others() -> None:
    table = learn_pairs([("a.md", "the other then there that with the " * 9)])
    assert len(table) == 26 * 26
    cost = {pair: ord(table[(ord(pair[0]) - 97) * 26 + ord(pair[1]) - 97]) for pair in ("th", "tx")}
    assert cost["th"] < cost["tx"]


def test_the_fit_separates_what_can_be_separated() -> None:
    rows = np.array([[0.0, 1.0], [0.1, 0.9], [0.9, 0.1], [1.0, 0.0]] * 5)
    labels = np.array([0, 0, 1, 1] * 5)
    bias, weights = fit(rows, labels)
    assert ((rows @ weights + bias > 0) == (labels == 1)).all()
