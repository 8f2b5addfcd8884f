"""What is known across the functions and files of one skill: who returns what, who is given what, what files hold.

Functions and attributes are known by their bare names. That joins what two classes of one name do, which is right for
the few files of a skill and costs nothing but a little precision.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TypeVar

from pilothouse.shield.code.kinds import NOTHING, Kind, Kinds
from pilothouse.shield.code.python.values import NO_VALUE, Value

_Key = TypeVar("_Key", bound=Hashable)
_CARRIED: Kinds = frozenset(Kind) - {Kind.PARAMETER, Kind.HOME}


@dataclass(slots=True)
class Project:
    """Facts that one pass over the files learns and the next one uses."""

    functions: set[str] = field(default_factory=set[str])
    returned: dict[str, Kinds] = field(default_factory=dict[str, Kinds])
    given: dict[tuple[str, int | str], Kinds] = field(default_factory=dict[tuple[str, int | str], Kinds])
    attributes: dict[str, Kinds] = field(default_factory=dict[str, Kinds])
    contents: dict[str, Kinds] = field(default_factory=dict[str, Kinds])
    is_changed: bool = False

    def learn_return(self, function: str, kinds: Kinds) -> None:
        """A function returns a value that holds this."""
        self._learn(self.returned, function, kinds)

    def learn_argument(self, function: str, position: int | str, kinds: Kinds) -> None:
        """A function is called with a value that holds this, at a position or by a keyword."""
        self._learn(self.given, (function, position), kinds)

    def learn_attribute(self, attribute: str, kinds: Kinds) -> None:
        """An attribute of an object is set to a value that holds this."""
        self._learn(self.attributes, attribute, kinds)

    def learn_contents(self, place: str | None, kinds: Kinds) -> None:
        """A file is written with a value that holds this."""
        if place:
            self._learn(self.contents, place, kinds)

    def contents_of(self, place: str | None) -> Kinds:
        """Return what was written to a file."""
        return self.contents.get(place, NOTHING) if place else NOTHING

    def argument_of(self, function: str, position: int, name: str) -> Value:
        """Return what a parameter may hold."""
        kinds = self.given.get((function, position), NOTHING) | self.given.get((function, name), NOTHING)
        return NO_VALUE.holding(kinds | {Kind.PARAMETER})

    def _learn(self, facts: dict[_Key, Kinds], key: _Key, kinds: Kinds) -> None:
        known = facts.get(key, NOTHING)
        if (kinds := kinds & _CARRIED) - known:
            facts[key] = known | kinds
            self.is_changed = True
