"""How finding a model fails."""

from pilothouse.core.errors import NotFound


class NoModelConnected(NotFound):
    """A model was asked for by name, and no provider is connected that could serve it."""

    def __init__(self, model: str) -> None:
        super().__init__(
            f"{model!r} cannot be called: no model is connected. Set OPENAI_API_KEY, or OPENAI_BASE_URL for a "
            'server of your own, and restart. Until then only the model "builtin" answers.',
            details={"model": model},
        )
