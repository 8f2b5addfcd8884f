"""Change fields of a JSON object and leave every other byte as it came: order, spacing, numbers, unknown fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from pilothouse.core.errors import InvalidInput
from pilothouse.core.json import dumps

_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
_SPACE = b" \t\r\n"
Value = TypeVar("Value")


class JsonObject:
    """A JSON object whose values stay undecoded until somebody asks for one."""

    def __init__(self, raw: bytes) -> None:
        """Check that `raw` is one JSON object.

        Raises:
            InvalidInput: it is not JSON, no object, or nested too deeply; the message says where.
        """
        try:
            self._fields = _decoder.decode(raw)
        except RecursionError as error:
            raise InvalidInput("This JSON is nested too deeply.") from error
        except msgspec.ValidationError as error:
            raise InvalidInput("The body must be a JSON object.") from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InvalidInput(f"This is not valid JSON: {error}.") from error
        self.raw = raw

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def raw_of(self, name: str) -> bytes:
        """Return a value's bytes; nothing for a field that is missing or null."""
        found = self._fields.get(name)
        if found is None:
            return b""
        raw = bytes(found)
        return b"" if raw == b"null" else raw

    def size_of(self, name: str) -> int:
        """Return how many bytes a value takes, without copying it."""
        found = self._fields.get(name)
        return 0 if found is None else memoryview(found).nbytes

    def value(self, name: str, kind: type[Value]) -> Value | None:
        """Decode one value; None for a field that is missing or null.

        Raises:
            InvalidInput: it is of another type; the message names the field.
        """
        raw = self.raw_of(name)
        if not raw:
            return None
        try:
            return msgspec.json.decode(raw, type=kind)
        except msgspec.DecodeError as error:
            raise InvalidInput(f"{name}: {error}.", details={"field": name}) from error

    def any_value(self, name: str) -> Any:
        """Decode one value of any type; None for a field that is missing or null."""
        raw = self.raw_of(name)
        return msgspec.json.decode(raw) if raw else None

    def with_fields(self, changes: Mapping[str, Any]) -> bytes:
        """Return the object with fields set: existing ones in their place, new ones at the end.

        Args:
            changes: by name; a `msgspec.Raw` is taken as it is, anything else is encoded.
        """
        wanted = {
            name: bytes(value) if isinstance(value, msgspec.Raw) else dumps(value) for name, value in changes.items()
        }
        spans = list(self._spans())
        if any(span is None for span in spans):
            return self._rebuilt(wanted)
        pieces: list[bytes] = []
        done = 0
        for span in spans:
            assert span is not None
            if span.name in wanted:
                pieces += [self.raw[done : span.starts], wanted.pop(span.name)]
                done = span.ends
        if wanted:
            end = self.raw.rindex(b"}")
            pieces.append(self.raw[done:end].rstrip(_SPACE))
            pieces.append(b",".join([*([b""] if self._fields else []), *_pairs(wanted)]))
            done = end
        return b"".join([*pieces, self.raw[done:]])

    def _spans(self) -> "Iterator[_Span | None]":
        """Tell where each value stands; None where a name is written in another way than we would write it."""
        position = _skip(self.raw, 0) + 1  # behind the opening brace
        for name, value in self._fields.items():
            position = _skip(self.raw, position)
            if self.raw[position : position + 1] == b",":
                position = _skip(self.raw, position + 1)
            key = dumps(name)
            if not self.raw.startswith(key, position):
                yield None  # escapes in the name, or a name that comes twice
                return
            position = _skip(self.raw, position + len(key)) + 1  # behind the colon
            starts = _skip(self.raw, position)
            position = starts + memoryview(value).nbytes
            yield _Span(name, starts, position)

    def _rebuilt(self, wanted: Mapping[str, bytes]) -> bytes:
        fields = {name: bytes(value) for name, value in self._fields.items()} | dict(wanted)
        return b"{" + b",".join(_pairs(fields)) + b"}"


@dataclass(frozen=True, slots=True)
class _Span:
    name: str
    starts: int
    ends: int


def _pairs(fields: Mapping[str, bytes]) -> Iterator[bytes]:
    return (dumps(name) + b":" + value for name, value in fields.items())


def _skip(raw: bytes, position: int) -> int:
    """Return the place of the next byte that is no white space."""
    while raw[position : position + 1] and raw[position] in _SPACE:
        position += 1
    return position
