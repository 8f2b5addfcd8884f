"""The price table of genai-prices, flattened to integers. It ships with the package: nothing is fetched."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache, cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from pilothouse.gateway.catalog.entries import ModelEntry, entry_of

if TYPE_CHECKING:
    from genai_prices.data_snapshot import DataSnapshot
    from genai_prices.types import Provider


class PriceTable:
    """A snapshot of what providers ask for their models.

    Attributes:
        source: names the table and its version, as a price version begins.
    """

    def __init__(self, snapshot: "DataSnapshot", source: str) -> None:
        self.source = source
        self._snapshot = snapshot
        self._providers: dict[str, Provider] = {provider.id: provider for provider in snapshot.providers}
        self._flat: dict[str, Sequence[ModelEntry]] = {}

    @property
    def provider_ids(self) -> list[str]:
        """Return the table's providers."""
        return sorted(self._providers)

    @cached_property
    def newest_price_on(self) -> date | None:
        """The latest day, not after today, on which a price of the table began to hold: it is at least that new."""
        entries = (entry for provider in self._providers for entry in self.entries_of(provider))
        days = (day for entry in entries for day in entry.start_dates)
        today = datetime.now(UTC).date()
        return max((day for day in days if day <= today), default=None)

    def provider_at(self, base_url: str) -> str | None:
        """Return the table's id of the provider behind an address, None for an address it does not know."""
        try:
            return self._snapshot.find_provider(None, None, base_url).id
        except LookupError:
            return None

    def entries_of(self, provider_id: str) -> Sequence[ModelEntry]:
        """Return a provider's models that are priced by the token, in the table's order."""
        if provider_id not in self._flat:
            provider = self._providers.get(provider_id)
            flattened = (entry_of(model, self.source) for model in (provider.models if provider else ()))
            self._flat[provider_id] = [entry for entry in flattened if entry is not None]
        return self._flat[provider_id]

    def find(self, provider_id: str, model: str) -> ModelEntry | None:
        """Find a model by any name it is called with, such as a dated one; None when it is not priced by the token."""
        provider = self._providers.get(provider_id)
        if provider is None:
            return None
        found = provider.find_model(model, all_providers=self._snapshot.providers)
        if found is None:
            return None
        # what another provider's table says of batches and service tiers does not hold here
        is_own = any(found is one for one in provider.models)
        return entry_of(found, self.source, with_variants=is_own)


@cache
def bundled() -> PriceTable:
    """Return the table that came with the package."""
    # Here, because it takes 0.7 s that a command line need not wait for.
    from genai_prices.data_snapshot import get_snapshot

    return PriceTable(get_snapshot(), f"genai-prices {version('genai-prices')}")


def entries_of(provider_id: str) -> Sequence[ModelEntry]:
    """Return a provider's models in the bundled table."""
    return bundled().entries_of(provider_id)


def provider_at(base_url: str) -> str | None:
    """Return the bundled table's id of the provider behind an address, None for an address it does not know."""
    return bundled().provider_at(base_url)
