"""One text of a call, as the screen reads it."""

from dataclasses import dataclass

from pilothouse.access.security.kinds import Where


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, and where it stands.

    Attributes:
        tool: whose arguments, result or description it is.
        values_only: only secrets and personal data are minded: what a model said before, and what whoever calls has
            laid down for it, gives no orders that are not meant.
    """

    text: str
    where: Where
    tool: str | None = None
    values_only: bool = False
