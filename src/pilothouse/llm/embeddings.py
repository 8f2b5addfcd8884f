"""Vectors for texts without a network and without a model run: the mean of static word vectors.

Source: the 256-dimensional "l2_supercat" vectors of WordLlama (MIT), which its wheel carries. The package itself is
never imported, because that starts its download code; only its two data files are read.
"""

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from pilothouse.core.errors import Unavailable

DIMENSIONS = 256
_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
_MAX_CHARS = 20_000  # a mean over more words than this says nothing more

Vectors: TypeAlias = NDArray[np.float32]
# Takes texts, returns float32 of shape (n_texts, any), rows of unit length: a model of one's own, or an endpoint.
Embedder: TypeAlias = Callable[[list[str]], Vectors]


class StaticVectors:
    """Word vectors, and the tokenizer that cuts texts into the words they belong to."""

    def __init__(self, weights_path: Path, tokenizer_path: Path) -> None:
        # Together these take longer to import than everything else here, and few processes embed anything.
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        tensors = cast("dict[str, NDArray[np.float16]]", load(weights_path.read_bytes()))
        self._weights = next(iter(tensors.values()))  # shape (n_words, DIMENSIONS)
        self._tokenizer = Tokenizer.from_file(str(tokenizer_path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def embed(self, texts: list[str]) -> Vectors:
        """Embed texts.

        Returns:
            float32, shape (n_texts, DIMENSIONS), rows of unit length; the zero row for a text without words.
        """
        encodings = self._tokenizer.encode_batch([text[:_MAX_CHARS] for text in texts], add_special_tokens=False)
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, encoding in zip(rows, encodings, strict=True):
            if encoding.ids:
                row[:] = self._weights[encoding.ids].astype(np.float32).mean(axis=0)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.where(lengths == 0, 1, lengths).astype(np.float32)


@cache
def static_vectors() -> StaticVectors:
    """Load the vectors once per process, on first use.

    Raises:
        Unavailable: the wordllama wheel is not installed.
    """
    found = importlib.util.find_spec("wordllama")
    if found is None or not found.submodule_search_locations:
        raise Unavailable("Word vectors are missing; install them with `pip install wordllama`.")
    folder = Path(found.submodule_search_locations[0])
    return StaticVectors(folder / _WEIGHTS, folder / _TOKENIZER)


def embed(texts: list[str]) -> Vectors:
    """Embed texts with the static vectors; see `StaticVectors.embed`."""
    return static_vectors().embed(texts)
