"""Options that several commands share, and the settings they lead to."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pilothouse.settings import Settings

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Where files, keys and the embedded PostgreSQL live. Default: .pilothouse.",
        show_default=False,
    ),
]

ProjectDir = Annotated[
    Path | None,
    typer.Option(
        "--project",
        help="Folder of your own agents/, tools/, connectors/ and recipes/. Default: the current one.",
        show_default=False,
    ),
]


def settings_from(data_dir: Path | None, *, quiet: bool = False, **overrides: Any) -> "Settings":
    """Read settings with the command's options on top, and set up logging.

    Args:
        data_dir: of the installation.
        quiet: log errors only; the command's own output is what matters.
        overrides: as `load_settings` takes them.
    """
    from pilothouse.core.telemetry import configure_logging  # a client of a server reads no settings
    from pilothouse.settings import load_settings

    settings = load_settings(data_dir=data_dir, **overrides)
    settings.data_dir = settings.data_dir.absolute()
    configure_logging(settings.log_style, "error" if quiet else settings.log_level)
    return settings
