"""Providers of models, one file each. A file here that declares `@provider` is found; outside packages may add more."""

from pilothouse.llm.providers.base import Provider, provider, provider_type, provider_types

__all__ = ["Provider", "provider", "provider_type", "provider_types"]
