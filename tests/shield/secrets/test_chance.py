"""Figures about a string of characters."""

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.shield.secrets.chance import (
    alphabet_size,
    changes,
    entropy,
    evenness,
    longest_order,
    order,
    sameness,
)


def test_entropy_is_in_bits_per_character() -> None:
    assert entropy("") == 0
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2
    assert entropy("aabb") == 1


def test_a_camel_is_not_mixed_and_chance_is() -> None:
    assert changes("camelCaseNames") < 0.1
    assert changes("a1B2c3D4") > 0.9


def test_order_is_what_fingers_type() -> None:
    assert order("abcdefgh") == 1
    assert order("qwertyuiop") == 1
    assert order("h7xq2mpd") < 0.2
    assert longest_order("x9abcdefg1") == 7


def test_sameness_counts_runs_of_five_and_more() -> None:
    assert sameness("aaaab") == 0
    assert sameness("aaaaab") == 5 / 6


def test_alphabets_are_told_apart() -> None:
    assert [alphabet_size(each) for each in ("123", "beef1", "hello", "Hello1", "He+1")] == [10, 16, 26, 62, 64]


@given(st.text())
def test_every_figure_is_a_share(value: str) -> None:
    for figure in (changes, evenness, order, sameness):
        assert 0 <= figure(value) <= 1
    assert 0 <= longest_order(value) <= max(1, len(value))
