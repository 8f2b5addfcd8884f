"""Filling templates and writing them, all or none, never over a file that is there."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

from pilothouse.core.errors import Conflict

_TEMPLATES = files("pilothouse.cli.scaffold") / "templates"
_ENDING = ".template"  # so that tools for Python and Markdown leave them alone
_DOT = "dot_"  # before the names of hidden files, which packaging tools like to lose


class FileTaken(Conflict):
    """A file that would be written is there already."""


def fill(name: str, values: Mapping[str, str]) -> str:
    """Return a template with its `$names` replaced."""
    return Template((_TEMPLATES / f"{name}{_ENDING}").read_text(encoding="utf-8")).substitute(values)


def project_files(values: Mapping[str, str]) -> dict[str, str]:
    """Return every file of a new project by its path in it."""
    root = Path(str(_TEMPLATES / "project"))
    names = sorted(path.relative_to(root).as_posix() for path in root.rglob(f"*{_ENDING}"))
    stems = [name.removesuffix(_ENDING) for name in names]
    return {stem.replace(_DOT, "."): fill(f"project/{stem}", values) for stem in stems}


def write_all(folder: Path, contents: Mapping[str, str]) -> list[Path]:
    """Write files below a folder and return their paths.

    Raises:
        FileTaken: one of them is there; nothing was written.
        Conflict: the folder cannot be written to.
    """
    paths = {folder / name: text for name, text in contents.items()}
    taken = [str(path) for path in paths if path.exists()]
    if taken:
        raise FileTaken(f"Nothing was written: {', '.join(taken)} is there already. Choose another name.")
    try:
        for path, text in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        raise Conflict(f"{error.filename or folder} cannot be written: {error.strerror}.") from error
    return list(paths)
