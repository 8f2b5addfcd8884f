"""Which files are taken, and whether a file is what its name says."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pilothouse.core.errors import InvalidInput


class UnsupportedFileType(InvalidInput):
    """No tool here reads files of this type."""


class FileIsEmpty(InvalidInput):
    """The file has no bytes."""


class FileIsNotWhatItSays(InvalidInput):
    """The content does not fit the file's extension."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A type of file: what it is served as, how its first bytes look, and whether the whole file is there."""

    media_type: str
    looks_right: Callable[[bytes], bool]
    is_whole: Callable[[Path], bool] | None = None

    @property
    def is_picture(self) -> bool:
        """Whether a model can look at it."""
        return self.media_type.startswith("image/")


def _is_text(head: bytes) -> bool:
    """Text has no NUL bytes, save in UTF-16 with its byte order mark."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head


def _starts_with(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(magic)


def _is_webp(head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


def _is_workbook(path: Path) -> bool:
    """Look only at the archive's list of contents; tools that unpack it look for bombs."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _is_parquet(path: Path) -> bool:
    """Parquet ends as it begins."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4))
        return file.read() == b"PAR1"


KINDS = {
    ".csv": FileKind("text/csv", _is_text),
    ".tsv": FileKind("text/tab-separated-values", _is_text),
    ".txt": FileKind("text/plain", _is_text),
    ".md": FileKind("text/markdown", _is_text),
    ".json": FileKind("application/json", _is_text),
    ".jsonl": FileKind("application/jsonl", _is_text),
    ".parquet": FileKind("application/vnd.apache.parquet", _starts_with(b"PAR1"), _is_parquet),
    ".xlsx": FileKind(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _starts_with(b"PK\x03\x04"), _is_workbook
    ),
    ".png": FileKind("image/png", _starts_with(b"\x89PNG\r\n\x1a\n")),
    ".jpg": FileKind("image/jpeg", _starts_with(b"\xff\xd8\xff")),
    ".jpeg": FileKind("image/jpeg", _starts_with(b"\xff\xd8\xff")),
    ".gif": FileKind("image/gif", _starts_with(b"GIF87a", b"GIF89a")),
    ".webp": FileKind("image/webp", _is_webp),
}


def check_file(name: str, head: bytes) -> FileKind:
    """Return the kind of a file from its name and first bytes.

    Raises:
        UnsupportedFileType: the extension is not in `KINDS`.
        FileIsEmpty: there are no bytes.
        FileIsNotWhatItSays: the bytes are of another type.
    """
    extension = Path(name).suffix.lower()
    if extension not in KINDS:
        raise UnsupportedFileType(
            f"{name!r}: files of this type cannot be read here. Give one of {', '.join(sorted(KINDS))}.",
            details={"supported": sorted(KINDS)},
        )
    if not head:
        raise FileIsEmpty(f"{name!r} is empty. Export it again and check that it has rows.")
    kind = KINDS[extension]
    if not kind.looks_right(head):
        raise FileIsNotWhatItSays(f"{name!r} is not a {extension} file inside. Save it in that format and try again.")
    return kind


def check_whole(name: str, kind: FileKind, path: Path) -> None:
    """Look at a file that has come in whole; reads a few blocks of it.

    Raises:
        FileIsNotWhatItSays: it is cut off, or of another type after its first bytes.
    """
    if kind.is_whole is not None and not kind.is_whole(path):
        extension = Path(name).suffix.lower()
        raise FileIsNotWhatItSays(f"{name!r} is broken or no {extension} file. Save it in that format and try again.")
