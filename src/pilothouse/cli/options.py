"""Options that several commands share, and the settings they lead to."""

from pathlib import Path
from typing import Annotated, Any

import typer

from pilothouse.core.telemetry import configure_logging
from pilothouse.settings import Settings, load_settings

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Where files, keys and the embedded PostgreSQL live. Default: .pilothouse.",
        show_default=False,
    ),
]


def settings_from(data_dir: Path | None, *, quiet: bool = False, **overrides: Any) -> Settings:
    """Read settings with the command's options on top, and set up logging.

    Args:
        data_dir: of the installation.
        quiet: log errors only; the command's own output is what matters.
        overrides: as `load_settings` takes them.
    """
    settings = load_settings(data_dir=data_dir, **overrides)
    settings.data_dir = settings.data_dir.absolute()
    configure_logging(settings.log_style, "error" if quiet else settings.log_level)
    return settings
