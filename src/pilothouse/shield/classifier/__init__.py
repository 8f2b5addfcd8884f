"""How much a text reads like an instruction to a model that its owner did not give. What it is good for: card.md."""

from pilothouse.shield.classifier.model import probability

__all__ = ["probability"]
