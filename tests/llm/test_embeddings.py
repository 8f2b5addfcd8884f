import sys

import numpy as np

from pilothouse.llm.embeddings import DIMENSIONS, embed


def test_rows_have_unit_length() -> None:
    vectors = embed(["revenue per country", "rainfall"])
    assert vectors.shape == (2, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_without_words_is_zero_and_not_a_division_by_zero() -> None:
    assert not embed([""]).any()


def test_words_of_near_meaning_are_nearer() -> None:
    country, nation, banana = embed(["country", "nation", "banana"])
    assert country @ nation > 0.5 > country @ banana


def test_the_vectors_package_itself_is_not_imported() -> None:
    embed(["anything"])
    assert "wordllama" not in sys.modules  # importing it starts its download code
