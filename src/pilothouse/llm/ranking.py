"""Rank a few hundred short texts against a question: BM25 on words, cosine on meaning, mixed by z-score.

Scores of the two parts have different scales, so each is first expressed in its own standard deviations.
Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.
"""

import math
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from pilothouse.core.errors import Unavailable
from pilothouse.core.telemetry import get_logger
from pilothouse.llm.embeddings import Embedder, embed
from pilothouse.llm.words import content_of, words_of

log = get_logger(__name__)

_K1 = 1.2  # how soon a repeated word stops counting
_B = 0.75  # how much a long text is discounted
_WORD_SHARE = 0.4


class Bm25:
    """Word statistics of a fixed list of texts."""

    def __init__(self, texts: list[str]) -> None:
        counts = [Counter(words_of(text)) for text in texts]
        lengths = [count.total() for count in counts]
        mean_length = sum(lengths) / len(lengths) if any(lengths) else 1.0
        self._n_texts = len(texts)
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for position, (count, length) in enumerate(zip(counts, lengths, strict=True)):
            norm = _K1 * (1 - _B + _B * length / mean_length)
            for word, times in count.items():
                self._postings.setdefault(word, []).append((position, times * (_K1 + 1) / (times + norm)))

    def scores(self, query: str) -> NDArray[np.float32]:
        """Score every text: float32, shape (n_texts,), 0 where no word is shared."""
        scores = np.zeros(self._n_texts, dtype=np.float32)
        for word in set(words_of(query)):
            postings = self._postings.get(word, [])
            rarity = math.log(1 + (self._n_texts - len(postings) + 0.5) / (len(postings) + 0.5))
            for position, weight in postings:
                scores[position] += rarity * weight
        return scores


class TextIndex:
    """A fixed list of texts that can be searched. Vectors are computed on the first search."""

    def __init__(self, texts: list[str], embedder: Embedder | None = None) -> None:
        """Take the texts.

        Args:
            texts: what is searched.
            embedder: gives their vectors instead of the static ones; called with all texts at once, then per query.
        """
        self._texts = texts
        self._bm25 = Bm25(texts)
        self._embed = embedder or embed
        self._vectors: NDArray[np.float32] | None = None

    def search(self, query: str, limit: int = 5) -> list[tuple[int, float]]:
        """Return (position, score) of the nearest texts, best first; scores compare within one search only.

        While the vectors are not to be had, words alone decide.
        """
        if not self._texts or not query.strip():
            return []
        try:
            nearness = self._nearness(query)
        except Unavailable as error:
            log.warning("search_without_vectors", error=error.message)
            nearness = np.zeros(len(self._texts), dtype=np.float32)
        mixed = _WORD_SHARE * _z_scores(self._bm25.scores(query)) + (1 - _WORD_SHARE) * _z_scores(nearness)
        best = np.argsort(-mixed, kind="stable")[:limit]
        return [(int(position), float(mixed[position])) for position in best]

    def _nearness(self, query: str) -> NDArray[np.float32]:
        if self._vectors is None:
            self._vectors = self._embed([content_of(text) for text in self._texts])
        return self._vectors @ self._embed([content_of(query)])[0]


def _z_scores(values: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)
