"""Which files are taken, and whether a file is what its name says."""

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
    """A type of file: what it is served as, and how its first bytes look."""

    media_type: str
    looks_right: Callable[[bytes], bool]

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


KINDS = {
    ".csv": FileKind("text/csv", _is_text),
    ".tsv": FileKind("text/tab-separated-values", _is_text),
    ".txt": FileKind("text/plain", _is_text),
    ".md": FileKind("text/markdown", _is_text),
    ".json": FileKind("application/json", _is_text),
    ".jsonl": FileKind("application/jsonl", _is_text),
    ".parquet": FileKind("application/vnd.apache.parquet", _starts_with(b"PAR1")),
    ".xlsx": FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _starts_with(b"PK\x03\x04")),
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
