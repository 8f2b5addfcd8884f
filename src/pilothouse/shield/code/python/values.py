"""What the analysis knows of a value: what it may hold, its constant, the name it goes by."""

from dataclasses import dataclass

from pilothouse.shield.code.kinds import NOTHING, Kinds

UNKNOWN = "\0"
"""Stands in a folded text for a part that is not known."""

MOST_CHARS = 200_000  # of a folded constant; what is longer is not folded

Constant = str | bytes | int | list["Constant"]


@dataclass(frozen=True, slots=True)
class Value:
    """One value.

    Attributes:
        kinds: what it may hold.
        constant: its value where it is known; an unknown part of a text is `UNKNOWN`.
        name: the dotted name of what it refers to, imports resolved; "()" after a name is what a call of it returns.
        place: of an open file or a path, the text or the spelling by which the same file is known again.
        layers: how the constant was wrapped, such as ("base64",).
    """

    kinds: Kinds = NOTHING
    constant: Constant | None = None
    name: str | None = None
    place: str | None = None
    layers: tuple[str, ...] = ()

    @property
    def text(self) -> str | None:
        """The constant as text, None when it is none."""
        if isinstance(self.constant, bytes):
            return self.constant.decode("utf-8", "replace")
        return self.constant if isinstance(self.constant, str) else None

    def holding(self, kinds: Kinds) -> "Value":
        """Return the same value, holding more."""
        return (
            self
            if kinds <= self.kinds
            else Value(self.kinds | kinds, self.constant, self.name, self.place, self.layers)
        )


NO_VALUE = Value()


def joined(*values: Value) -> Value:
    """Return what a value may hold that comes from any of these."""
    if len(values) == 1:
        return values[0]
    kinds = frozenset[str]().union(*(each.kinds for each in values)) if values else NOTHING
    layers = next((each.layers for each in values if each.layers), ())
    return Value(kinds, layers=layers)  # type: ignore[arg-type]  # a union of Kinds is Kinds; frozenset.union loses it
