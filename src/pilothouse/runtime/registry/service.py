"""Fill the registry: what ships with Pilothouse, and what installed packages add."""

from pathlib import Path

from pilothouse import toolbox
from pilothouse.agents import library
from pilothouse.agents.registry import Registry
from pilothouse.llm.embedding_endpoint import EmbeddingEndpoint
from pilothouse.llm.embeddings import Embedder
from pilothouse.llm.minilm import SentenceEncoder
from pilothouse.runtime.settings import RuntimeSettings


def build_registry(settings: RuntimeSettings | None = None) -> Registry:
    """Return every tool and agent there is in this process.

    Raises:
        InvalidInput: the setting `embeddings` names a folder that holds no sentence model.
    """
    registry = Registry(embedder=_embedder(settings or RuntimeSettings()))
    registry.scan(toolbox).scan(library).load("pilothouse.tools").load("pilothouse.agents")
    for tool in registry.tools.values():
        _ = tool.spec  # schemas are made now: a third of a second, for which the first person would wait
    return registry


def _embedder(settings: RuntimeSettings) -> Embedder | None:
    """Return what gives the vectors to search by; None for the static ones."""
    if settings.embeddings == "static":
        return None
    if settings.embeddings.startswith(("http://", "https://")):
        key = settings.embeddings_key.get_secret_value() if settings.embeddings_key else ""
        return EmbeddingEndpoint(settings.embeddings, settings.embeddings_model, key).embed
    return SentenceEncoder(Path(settings.embeddings)).embed
