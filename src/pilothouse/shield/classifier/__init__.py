"""How much a text reads like an instruction to a model that its owner did not give. What it is good for: card.md."""

from pilothouse.shield.classifier.model import probabilities, probability

__all__ = ["probabilities", "probability"]
