"""Pages written from the code. `python -m scripts.reference` lays them anew; a test tells when they are old."""

from collections.abc import Callable, Mapping
from pathlib import Path

from scripts.reference import catalogue, command_line, errors, http, limits, permissions, variables

ROOT = Path(__file__).parents[2]
COMMAND = ".venv/bin/python -m scripts.reference"

# Where each page lies in the repository, and who writes it.
PAGES: Mapping[str, Callable[[], str]] = {
    ".env.example": variables.write_example,
    "docs/reference/settings.md": variables.write_page,
    "docs/reference/errors.md": errors.write_page,
    "docs/reference/limits.md": limits.write_page,
    "docs/reference/permissions.md": permissions.write_page,
    "docs/reference/tools.md": catalogue.write_page,
    "docs/reference/cli.md": command_line.write_page,
    "docs/reference/http-api.md": http.write_page,
    "docs/reference/openapi.json": http.write_document,
}
