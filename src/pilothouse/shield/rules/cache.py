"""Compiled rules are kept in the user's cache folder: reading them back takes milliseconds, compiling them seconds."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

Compiled = TypeVar("Compiled")


def cache_folder() -> Path:
    """Return the folder of compiled rules, by the XDG base directory specification."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pilothouse" / "shield"


def cached(
    key: str, build: Callable[[], Compiled], dump: Callable[[Compiled], bytes], load: Callable[[bytes], Compiled]
) -> Compiled:
    """Read what was built for a key, or build and keep it.

    A file that cannot be read back (another processor, another version, half written) is built anew; a folder that
    cannot be written only costs time.
    """
    try:
        path = cache_folder() / hashlib.sha256(key.encode()).hexdigest()
        return load(path.read_bytes())
    except Exception:  # noqa: BLE001 whatever the engine raises for bytes that it does not like
        built = build()
    with suppress(OSError, RuntimeError):  # RuntimeError: this user has no home
        _keep(cache_folder() / hashlib.sha256(key.encode()).hexdigest(), dump(built))
    return built


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
