"""Vectors from any endpoint that speaks OpenAI's embeddings wire: a provider's, Ollama's, or this installation's own.

Source: OpenAI API reference, "Create embeddings".
"""

from typing import Any

import httpx2
import numpy as np

from pilothouse.core.errors import Unavailable
from pilothouse.llm.embeddings import Vectors

_TIMEOUT_S = 2.0  # a search goes on without vectors rather than wait longer
_BATCH = 100  # texts of one request
_KEPT = 10_000  # vectors of texts seen before: a reload of a few tools asks for only these few


class EmbeddingEndpoint:
    """Asks for vectors and remembers them. It blocks; call it from a thread where a loop runs."""

    def __init__(self, url: str, model: str, key: str = "") -> None:
        """Describe the endpoint.

        Args:
            url: whole, such as https://api.openai.com/v1/embeddings.
            model: as the endpoint names it.
            key: sent as a bearer token where it is not empty.
        """
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._http = httpx2.Client(timeout=_TIMEOUT_S, headers=headers)
        self._url = url
        self._model = model
        self._seen: dict[str, list[float]] = {}

    def embed(self, texts: list[str]) -> Vectors:
        """Embed texts.

        Returns:
            float32, shape (n_texts, as wide as the model is), rows of unit length.

        Raises:
            Unavailable: the endpoint cannot be reached, refuses, or answers something else.
        """
        if len(self._seen) > _KEPT:
            self._seen.clear()
        new = [text for text in dict.fromkeys(texts) if text not in self._seen]
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            self._seen.update(zip(batch, self._ask(batch), strict=True))
        rows = np.array([self._seen[text] for text in texts], dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.where(lengths == 0, 1, lengths).astype(np.float32)

    def _ask(self, texts: list[str]) -> list[list[float]]:
        body = {"model": self._model, "input": texts, "encoding_format": "float"}
        try:
            answer = self._http.post(self._url, json=body)
            answer.raise_for_status()
            return _vectors(answer.json(), len(texts))
        except (httpx2.HTTPError, ValueError, KeyError, TypeError) as error:
            raise Unavailable(f"The embeddings endpoint does not serve: {error}.") from error


def _vectors(answer: Any, n_texts: int) -> list[list[float]]:
    ordered = sorted(answer["data"], key=lambda each: each["index"])
    vectors = [[float(number) for number in each["embedding"]] for each in ordered]
    if len(vectors) != n_texts or len({len(vector) for vector in vectors}) != 1:
        raise ValueError(f"{len(vectors)} vectors for {n_texts} texts, or of several widths")
    return vectors
