"""What commands print: words for people on standard error, results on standard output, errors in one line."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from pilothouse.core import json
from pilothouse.core.errors import PilothouseError

out = Console()
err = Console(stderr=True)

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words, for scripts.")]


def print_json(value: Any) -> None:
    """Print a result as one line of JSON."""
    sys.stdout.write(json.dumps_text(value) + "\n")


@contextmanager
def friendly_errors(*, as_json: bool = False) -> Generator[None]:
    """Turn our errors into one line that says what to do, and exit code 1."""
    try:
        yield
    except PilothouseError as error:
        if as_json:
            told = {"code": error.code, "message": error.message, "details": error.details}
            print_json({"success": False, "error": told})
        else:
            err.print(f"[red]✗[/red] {escape(error.message)}", highlight=False)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
