"""Providers of models, one file each. A file here that declares `@provider` is found; outside packages may add more."""

from pilothouse.llm.providers.base import (
    Answer,
    Operation,
    Provider,
    ProviderConfig,
    WireProvider,
    provider,
    provider_type,
    provider_types,
)

__all__ = [
    "Answer",
    "Operation",
    "Provider",
    "ProviderConfig",
    "WireProvider",
    "provider",
    "provider_type",
    "provider_types",
]
