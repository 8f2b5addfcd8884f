"""A request's body: what admission must know of it, and what is spliced into it on its way to a provider."""

import re
from typing import Any

from pilothouse.core.errors import InvalidInput
from pilothouse.core.splice import JsonObject
from pilothouse.gateway.calls.asking import Size
from pilothouse.gateway.calls.estimate import tokens_of_attachment, tokens_of_bytes
from pilothouse.gateway.catalog.rates import InputKind
from pilothouse.gateway.routing.service import AUTO
from pilothouse.gateway.wire.operations import EMBEDDINGS, WireOperation

_ATTACHED = re.compile(rb"[A-Za-z0-9+/]{256,}={0,2}")
_IMAGE_ADDRESS = re.compile(rb'"(?:image_url|input_image)"|"type"\s*:\s*"url"')
_USUAL_TIERS = frozenset({"auto", "default", "standard", "standard_only", "flex", "scale", "batch"})
# "priority" costs up to twice the usual price: https://openai.com/api-priority-processing (2026).
_PRIORITY_FACTOR = 2
_MOST_SEARCHES = 10  # of one call that sets no bound itself
_MOST_CHOICES = 128  # as published for chat completions


class WireBody:
    """One body of an operation, checked as far as money depends on it; the provider checks the rest."""

    def __init__(self, operation: WireOperation, raw: bytes) -> None:
        """Read what matters.

        Raises:
            InvalidInput: it is no JSON object, or a field that matters is missing or of a wrong type.
        """
        self.operation = operation
        self.json = JsonObject(raw)
        self.model = self.json.value("model", str) or AUTO
        self.is_streaming = bool(self.json.value("stream", bool)) and operation is not EMBEDDINGS
        options = self.json.value("stream_options", dict[str, Any]) if operation.name == "chat" else None
        self._stream_options = options or {}

    @property
    def continues(self) -> str | None:
        """The stored response that this one goes on from."""
        return self.json.value("previous_response_id", str) if self.operation.name == "responses" else None

    @property
    def shows_usage(self) -> bool:
        """Whether a stream tells its usage; of chat completions only when asked to."""
        return self.operation.name != "chat" or self._stream_options.get("include_usage") is True

    def size(self) -> Size:
        """Tell how large the call may become.

        Raises:
            InvalidInput: a bound or a count makes no sense.
        """
        choices = self._integer("n") if self.operation.name == "chat" else None
        if choices is not None and not 0 < choices <= _MOST_CHOICES:
            raise InvalidInput(f"n is {choices}; it must be 1 to {_MOST_CHOICES}.", details={"field": "n"})
        return Size(
            input_tokens=self._input_tokens(),
            max_output_tokens=0 if self.operation is EMBEDDINGS else self._bound(),
            choices=choices or 1,
            kinds=self._kinds(),
            server_tool_uses=self._server_tool_uses(),
            tier_factor=self._tier_factor(),
        )

    def spliced(self, model: str, bound: int | None, bound_field: str | None = None) -> bytes:
        """Return the body for a provider of the same wire: every byte as it came but model, bound and usage option.

        Args:
            model: as the provider calls it.
            bound: written when the body has none.
            bound_field: the name by which the provider knows it.
        """
        changes: dict[str, Any] = {}
        if model != self.model:
            changes["model"] = model
        if bound and self.operation.bounds and not any(self.json.raw_of(name) for name in self.operation.bounds):
            changes[bound_field or self.operation.bounds[0]] = bound
        if self.is_streaming and not self.shows_usage:
            changes["stream_options"] = self._stream_options | {"include_usage": True}
        return self.json.with_fields(changes) if changes else self.json.raw

    def _integer(self, name: str) -> int | None:
        return self.json.value(name, int)

    def _bound(self) -> int | None:
        """Return the largest bound; one of 0, which means different things to different providers, is none."""
        bounds = [self._integer(name) or 0 for name in self.operation.bounds]
        for name, bound in zip(self.operation.bounds, bounds, strict=True):
            if bound < 0:
                raise InvalidInput(f"{name} is {bound}; it must not be below 0.", details={"field": name})
        return max(bounds, default=0) or None

    def _input_tokens(self) -> int:
        raw = self.json.raw
        attached = [len(found) for found in _ATTACHED.findall(raw)] if b"base64" in raw else []
        addresses = len(_IMAGE_ADDRESS.findall(raw)) if b"url" in raw else 0
        beside = max(0, addresses - len(attached)) * tokens_of_attachment(0)
        return tokens_of_bytes(len(raw) - sum(attached)) + sum(map(tokens_of_attachment, attached)) + beside

    def _kinds(self) -> tuple[InputKind, ...]:
        raw, kinds = self.json.raw, list[InputKind]()
        if b'"cache_control"' in raw:
            kinds.extend(("cache_write", "cache_write_1h") if b'"1h"' in raw else ("cache_write",))
        if b'"input_audio"' in raw:
            kinds.extend(("input_audio", "cached_audio"))
        return tuple(kinds)

    def _server_tool_uses(self) -> int:
        tools = self.json.raw_of("tools")
        if (
            b'"web_search' not in tools
            and b'"file_search"' not in tools
            and b'"web_search_options"' not in self.json.raw
        ):
            return 0
        declared: list[dict[str, Any]] = self.json.value("tools", list[dict[str, Any]]) or [{}]
        uses = (tool.get("max_uses") for tool in declared)
        return sum(use if isinstance(use, int) and use > 0 else _MOST_SEARCHES for use in uses)

    def _tier_factor(self) -> int:
        tier = self.json.value("service_tier", str)
        return 1 if tier is None or tier in _USUAL_TIERS else _PRIORITY_FACTOR
