"""The model an agent talks to: the gateway in production, a provider directly in a notebook."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pilothouse.llm.messages import ModelEvent, ModelRequest

if TYPE_CHECKING:  # it brings the HTTP client along
    from pilothouse.llm.providers.base import Provider


class Model(Protocol):
    """Answers model requests; the loop knows no more than this.

    One that also has `cost_microusd`, the cost of its finished calls in micro-dollars, makes cost limits work.
    """

    def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        """Answer as a stream of events that ends with `Finished`."""
        ...


@dataclass(frozen=True, slots=True)
class ProviderModel:
    """A provider used directly, without budgets, routing or a ledger."""

    provider: "Provider"
    deadline_s: float = 300

    def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        return self.provider.stream(request, deadline_s=self.deadline_s)
