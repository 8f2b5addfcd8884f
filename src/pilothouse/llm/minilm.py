"""Vectors by a small sentence model such as all-MiniLM-L6-v2, computed with numpy: nearer in meaning, 10 ms a text.

Its folder is the one that is published: configuration, weights and tokenizer, as sentence-transformers reads them.

Source: Wang et al., "MiniLM: Deep Self-Attention Distillation for Task-Agnostic Compression of Pre-Trained
Transformers", 2020; the encoder is that of Devlin et al., "BERT", 2018; the mean over words of Reimers and Gurevych,
"Sentence-BERT", 2019.
"""

import json
from pathlib import Path
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load
from tokenizers import Tokenizer

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.embeddings import Vectors

_FILES = ("config.json", "model.safetensors", "tokenizer.json")
_PARTS = ("query", "key", "value")
_MAX_TOKENS = 256  # what it was trained on
_KEPT = 10_000  # vectors of texts seen before: a reload of a few tools embeds only these few
_NORM_EPSILON = 1e-12
# Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 7.1.26; its error is below 1.5e-7.
_ERF_P = 0.3275911
_ERF_TERMS = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)

_Floats: TypeAlias = NDArray[np.float32]


class SentenceEncoder:
    """A BERT encoder with the mean over its words, of any size."""

    def __init__(self, folder: Path) -> None:
        """Read a model.

        Raises:
            InvalidInput: the folder lacks `config.json`, `model.safetensors` or `tokenizer.json`.
        """
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            raise InvalidInput(f"{folder} is no sentence model: {', '.join(missing)} is missing.")
        self._heads: int = json.loads((folder / "config.json").read_text(encoding="utf-8"))["num_attention_heads"]
        self._weights = cast("dict[str, _Floats]", load((folder / "model.safetensors").read_bytes()))
        self._n_layers = sum(name.endswith(".attention.self.query.weight") for name in self._weights)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self._seen: dict[str, _Floats] = {}

    def embed(self, texts: list[str]) -> Vectors:
        """Embed texts.

        Returns:
            float32, shape (n_texts, 384 or as wide as the model is), rows of unit length.
        """
        if len(self._seen) > _KEPT:
            self._seen.clear()
        return np.stack([self._embed(text) for text in texts])

    def _embed(self, text: str) -> _Floats:
        if (known := self._seen.get(text)) is not None:
            return known
        mean = self._encode(self._tokenizer.encode(text).ids).mean(axis=0)
        vector: _Floats = mean / np.linalg.norm(mean)
        self._seen[text] = vector
        return vector

    def _encode(self, tokens: list[int]) -> _Floats:
        """Return float32 of shape (n_tokens, width)."""
        weights = self._weights
        words = weights["embeddings.word_embeddings.weight"][tokens]
        places = weights["embeddings.position_embeddings.weight"][: len(tokens)]
        kind = weights["embeddings.token_type_embeddings.weight"][0]
        states = self._normed(words + places + kind, "embeddings.LayerNorm")
        for number in range(self._n_layers):
            states = self._layer(states, f"encoder.layer.{number}")
        return states

    def _layer(self, states: _Floats, name: str) -> _Floats:
        attended = self._linear(self._attention(states, f"{name}.attention.self"), f"{name}.attention.output.dense")
        states = self._normed(states + attended, f"{name}.attention.output.LayerNorm")
        inner = _gelu(self._linear(states, f"{name}.intermediate.dense"))
        return self._normed(states + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _attention(self, states: _Floats, name: str) -> _Floats:
        query, key, value = (
            self._by_head(self._linear(states, f"{name}.{part}")) for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(query.shape[-1]))
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        return (shares @ value).transpose(1, 0, 2).reshape(states.shape)

    def _by_head(self, states: _Floats) -> _Floats:
        """Cut float32 of shape (n_tokens, width) into (n_heads, n_tokens, width / n_heads)."""
        return states.reshape(len(states), self._heads, -1).transpose(1, 0, 2)

    def _linear(self, states: _Floats, name: str) -> _Floats:
        return states @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _normed(self, states: _Floats, name: str) -> _Floats:
        centred = states - states.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(_NORM_EPSILON))
        return centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _gelu(values: _Floats) -> _Floats:
    half = np.float32(0.5)
    return values * half * (1 + _erf(values / np.float32(np.sqrt(2))))


def _erf(values: _Floats) -> _Floats:
    size = np.abs(values)
    t = 1 / (1 + np.float32(_ERF_P) * size)
    tail = np.polyval(np.array([*_ERF_TERMS, 0], dtype=np.float32), t) * np.exp(-size * size)
    return (np.sign(values) * (1 - tail)).astype(np.float32)
