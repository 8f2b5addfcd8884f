"""The small model that tells a secret from a name, a hash and a word."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.shield.secrets.likeness import FEATURES, Sighting, features, likeness, strangeness, wordiness
from tests.shield.made import random_text


def seen(value: str, *, words: tuple[str, ...] = ("api", "key"), is_quoted: bool = True) -> Sighting:
    return Sighting(value, words, "secret", has_maker=False, is_quoted=is_quoted, is_loose=False)


@pytest.mark.parametrize("seed", range(12))
def test_random_values_are_likely(seed: int) -> None:
    assert likeness(seen(random_text(32, seed=seed))) > 0.5
    assert likeness(seen(random_text(40, "0123456789abcdef", seed=seed))) > 0.5


@pytest.mark.parametrize("value", ["primary_key_column_name", "TokenAuthenticationProvider", "load-balancer-config-v2"])
def test_words_are_not(value: str) -> None:
    assert likeness(seen(value)) < 0.5


def test_the_same_value_is_none_where_its_name_says_that_it_is_public() -> None:
    value = random_text(44)
    assert likeness(seen(value, words=("public", "key"))) < 0.5 < likeness(seen(value))


def test_words_read_like_words_and_chance_does_not() -> None:
    assert strangeness("authentication") < 3 < strangeness("xqzjkwvhgf")
    assert wordiness("loadBalancerName") > 0.7
    assert wordiness(random_text(40, "bcdfghjklmnpqrstvwxz0123456789")) < 0.5


@given(st.text(min_size=1), st.lists(st.text(max_size=6), max_size=3), st.booleans())
def test_any_value_has_figures_and_a_likeness(value: str, words: list[str], quoted: object) -> None:
    sighting = seen(value, words=tuple(words), is_quoted=bool(quoted))
    assert len(features(sighting)) == len(FEATURES)
    assert all(math.isfinite(figure) for figure in features(sighting))
    assert 0 <= likeness(sighting) <= 1
