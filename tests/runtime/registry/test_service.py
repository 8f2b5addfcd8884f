from pathlib import Path

import pytest
from pydantic import SecretStr

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.embedding_endpoint import EmbeddingEndpoint
from pilothouse.runtime.registry.service import build_registry
from pilothouse.runtime.settings import RuntimeSettings


def test_tools_are_found_without_a_model_by_default() -> None:
    registry = build_registry()
    assert registry.embedder is None
    assert "sql_query" in {match.tool.name for match in registry.discover("ask the database for rows")}


def test_an_address_stands_for_an_endpoint() -> None:
    url = "http://127.0.0.1:1/v1/embeddings"
    registry = build_registry(RuntimeSettings(embeddings=url, embeddings_key=SecretStr("word")))
    assert isinstance(getattr(registry.embedder, "__self__", None), EmbeddingEndpoint)
    assert registry.discover("ask the database for rows")  # by words, as nobody answers there


def test_a_folder_must_hold_a_model(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is no sentence model"):
        build_registry(RuntimeSettings(embeddings=str(tmp_path)))
