"""How much of a folder or archive is read. What lies beyond is named in the report, never silently left out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one scan. The defaults pass a large repository and refuse what only an attack looks like.

    Attributes:
        file_bytes: of one file; the rest of a longer one is left unread.
        total_bytes: of all files together.
        files: how many are read.
        entries: how many are looked at, those of skipped folders and binaries included.
        depth: of folders, and of archives in archives (a third of it).
        archive_ratio: unpacked to packed bytes of an archive; above it is a bomb.
    """

    file_bytes: int = 2_000_000
    total_bytes: int = 200_000_000
    files: int = 50_000
    entries: int = 200_000
    depth: int = 40
    archive_ratio: int = 200
    archive_depth: int = 3


DEFAULT_LIMITS = Limits()
