"""How finding a model fails."""

import math
from collections.abc import Sequence
from datetime import datetime

from pilothouse.core.errors import InvalidInput, NotFound, Unavailable

_MOST_LISTED = 20


class NoModelConnected(NotFound):
    """A model was asked for by name, and nothing that is connected serves it."""

    def __init__(self, model: str, connections: Sequence[str] = (), names: Sequence[str] = ()) -> None:
        """Say what could be called instead.

        Args:
            model: as it was asked for.
            connections: that there are, the built-in model's aside.
            names: of models that could be called, the closest first.
        """
        if not connections:
            words = (
                "no model is connected. Set OPENAI_API_KEY, ANTHROPIC_API_KEY, or OPENAI_BASE_URL for a server of your "
                'own, and restart, or add a connection. Until then only the model "builtin" answers.'
            )
        else:
            could = ", ".join(names[:_MOST_LISTED]) or 'only "builtin"'
            words = (
                f"none of your connections ({', '.join(connections)}) is known to have it. You could call {could}; "
                'GET /v1/models lists all. Write "connection/model" to send a name to one connection as it is.'
            )
        super().__init__(f"{model[:200]!r} cannot be called: {words}", details={"model": model[:200]})


class OperationNotServed(InvalidInput):
    """The model is there, but not for this."""

    def __init__(self, model: str, operation: str) -> None:
        super().__init__(
            f"The connections that serve {model[:200]!r} do not offer {operation}.",
            details={"model": model[:200], "operation": operation},
        )


class ModelsResting(Unavailable):
    """Every way to the model has failed of late and is left alone for a while."""

    def __init__(self, model: str, since: datetime, opens_in_s: float, last_words: str) -> None:
        retry_after_s = max(1, math.ceil(opens_in_s))
        super().__init__(
            f"{model[:200]!r} has not been answering since {since:%H:%M:%S} UTC, so it is left alone for a while: "
            f"{last_words} It will be tried again in {retry_after_s} s.",
            retry_after_s=retry_after_s,
            details={"model": model[:200], "since": since.isoformat().replace("+00:00", "Z")},
        )
