"""The command line, from the commands themselves."""

from collections.abc import Iterator
from typing import Any

import typer.main

from pilothouse.cli import app
from scripts.reference.markdown import as_paragraphs, code, page, table

_INTRODUCTION = """\
Commands act on the data directory of this machine (`--data-dir`, else `.pilothouse`), as its operator: they run beside
a server that uses it, or start its database for as long as they need it. With `PILOTHOUSE_URL` and `PILOTHOUSE_API_KEY`
set they act on that server instead, as the owner of the key.

`--json` prints one JSON document to standard output and nothing else there; progress and errors in words go to standard
error. A command that succeeds exits with 0, one that fails with 1, and one that was called wrongly with 2.
"""


def write_page() -> str:
    """Write docs/reference/cli.md."""
    sections = [_section(name, command) for name, command in _commands("pilothouse", typer.main.get_command(app))]
    return page("Command line", "the commands in `pilothouse.cli`", _INTRODUCTION, *sections)


def _commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """Yield every command that does something, with its whole name."""
    if hasattr(command, "commands"):
        for inner, each in command.commands.items():
            yield from _commands(f"{name} {inner}", each)
    else:
        yield name, command


def _section(name: str, command: Any) -> str:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option"]
    usage = " ".join([name, *(each.name.upper() for each in arguments), *(["[options]"] if options else [])])
    rows = [(code(each.name.upper()), each.help or "") for each in arguments]
    rows += [
        (", ".join(code(flag) for flag in (*each.opts, *each.secondary_opts)), each.help or "") for each in options
    ]
    parts = [f"## {name}", f"```text\n{usage}\n```", as_paragraphs(command.help)]
    if rows:
        parts.append(table(("Option", "Meaning"), rows))
    return "\n\n".join(parts)
