"""Settings: the page and `.env.example`, both from `pilothouse.settings`."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pilothouse.core import json
from pilothouse.settings import SECRETS_PREFIX, WELL_KNOWN, Settings, variables
from scripts.reference.markdown import as_paragraphs, code, page, table

_INTRODUCTION = f"""\
Set these in the environment of the process, or as `NAME=value` lines in a file `.env` in the directory it is started
in; the environment goes first, options of the command line before both. A variable that is set but empty counts as not
set. A name with our prefix that does not exist, or a value that cannot be used, ends the start with a message that
names it. [`.env.example`](../../.env.example) is a file to begin from.

Two more belong to the command line, when it is the client of another machine's server: `PILOTHOUSE_URL` and
`PILOTHOUSE_API_KEY`. Whatever begins with `{SECRETS_PREFIX}` is a secret by name and not a setting.
"""

_HEAD = """\
# Every setting of Pilothouse with its default. Copy this file to `.env`, take away the `#` before a setting, change it.
# What each one means, and the values it takes: docs/reference/settings.md
#
# Written by `python -m scripts.reference` from `pilothouse.settings`. Change it there.
"""


@dataclass(frozen=True)
class Variable:
    """One setting: its names, the best known first, and its field."""

    names: tuple[str, ...]
    field: FieldInfo
    schema: dict[str, Any]

    @property
    def default(self) -> str:
        """The default as it would be written into `.env`."""
        value = self.field.get_default(call_default_factory=True)
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, dict):
            return json.dumps_text(value)
        return ",".join(value) if isinstance(value, list) else str(value)

    @property
    def values(self) -> str:
        """What it takes, in words; nothing where the description says it all."""
        if "enum" in self.schema:
            return ", ".join(code(each) for each in self.schema["enum"])
        if "const" in self.schema:
            return code(self.schema["const"])
        bounds = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "up to", "minLength": "characters from"}
        return " ".join(f"{words} {self.schema[name]}" for name, words in bounds.items() if name in self.schema)


@dataclass(frozen=True)
class Room:
    """The settings that one room declares."""

    title: str
    words: str
    variables: tuple[Variable, ...]


def rooms() -> Iterator[Room]:
    """Yield the platform's own settings, then each room's."""
    names = _names()
    platform = {name: each for name, each in Settings.model_fields.items() if not _is_room(each)}
    words = "What concerns the installation as a whole."
    yield Room("Platform", words, _variables((), platform, Settings, names))
    for name, field in Settings.model_fields.items():
        if _is_room(field):
            model: type[BaseModel] = field.annotation  # type: ignore[assignment]  # asked in `_is_room`
            words = as_paragraphs(inspect.getdoc(model))
            yield Room(name.capitalize(), words, _variables((name,), model.model_fields, model, names))


def write_page() -> str:
    """Write docs/reference/settings.md."""
    parts = [_INTRODUCTION]
    for room in rooms():
        rows = [
            (
                ", ".join(code(name) for name in each.names),
                code(each.default) if each.default else "",
                each.values,
                each.field.description or "",
            )
            for each in room.variables
        ]
        parts += [f"## {room.title}", room.words, table(("Variable", "Default", "Takes", "What it does"), rows)]
    return page("Settings", "`pilothouse.settings`", *parts)


def write_example() -> str:
    """Write .env.example: every setting, commented out, with its default."""
    lines = [_HEAD]
    for room in rooms():
        lines.append(f"\n# ── {room.title} ──\n")
        for each in room.variables:
            also = f" Also called {', '.join(each.names[1:])}." if each.names[1:] else ""
            lines.append(f"# {each.field.description}{also}")
            lines.append(f"# {each.names[0]}={each.default}\n")
    return "\n".join(lines).rstrip("\n") + "\n"


def _names() -> dict[tuple[str, ...], tuple[str, ...]]:
    names: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, path in variables().items():
        known = names.get(path, ())
        names[path] = (name, *known) if name in WELL_KNOWN else (*known, name)
    return names


def _variables(
    prefix: tuple[str, ...],
    fields: dict[str, FieldInfo],
    model: type[BaseModel],
    names: dict[tuple[str, ...], tuple[str, ...]],
) -> tuple[Variable, ...]:
    schemas = model.model_json_schema()["properties"]
    return tuple(Variable(names[*prefix, name], field, schemas[name]) for name, field in fields.items())


def _is_room(field: FieldInfo) -> bool:
    return inspect.isclass(field.annotation) and issubclass(field.annotation, BaseModel)
