"""Zip archives, read in memory and within bounds: bombs, links and paths that lead out are refused, and reported."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pilothouse.shield.skills.files import Budget, SourceFile

_ZIP_SUFFIXES = (".zip", ".skill", ".whl", ".jar", ".egg", ".mcpb", ".dxt")
_CHUNK = 64 * 1024
_LEAST_SUSPECT_BYTES = 1_000_000  # ratios of small files mean nothing


def is_zip(name: str, head: bytes) -> bool:
    """Whether a file is an archive that is looked into: by its first bytes, office documents left out."""
    return head[:4] in {b"PK\x03\x04", b"PK\x05\x06"} and name.lower().endswith(_ZIP_SUFFIXES)


def files_in_zip(source: BinaryIO | Path | bytes, name: str, budget: Budget, depth: int = 1) -> Iterator[SourceFile]:
    """Yield the files of an archive, and those of archives in it.

    Args:
        name: what its files are called by: `name!/inner/path`.
        depth: of this archive; those below `limits.archive_depth` are not opened.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            yield from _members(archive, name, budget, depth)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        ValueError,
        EOFError,
        OSError,
        zlib.error,
        RuntimeError,
    ) as error:
        budget.skip(name, f"cannot be unpacked: {error}"[:200], is_closed=True)


def _members(archive: zipfile.ZipFile, name: str, budget: Budget, depth: int) -> Iterator[SourceFile]:
    members = archive.infolist()
    unpacked, packed = sum(each.file_size for each in members), sum(each.compress_size for each in members)
    if unpacked > _LEAST_SUSPECT_BYTES and unpacked > budget.limits.archive_ratio * max(packed, 1):
        budget.skip(name, f"a bomb: {packed:,} bytes unpack to {unpacked:,}", is_danger=True)
        budget.is_cut = True
        return
    for member in members:
        path = f"{name}!/{member.filename}"
        if budget.is_cut or not budget.admits_entry(path):
            return
        if member.is_dir() or not _is_safe(member, path, budget) or not budget.admits_file(path, member.file_size):
            continue
        if (file := _unpack(archive, member, path, budget)) is None:
            continue
        if is_zip(path, file.data[:4]) and not file.is_cut:
            if depth >= budget.limits.archive_depth:
                budget.skip(path, f"archives deeper than {budget.limits.archive_depth} are not opened", is_closed=True)
            else:
                yield from files_in_zip(file.data, path, budget, depth + 1)
        else:
            yield file


def _is_safe(member: zipfile.ZipInfo, path: str, budget: Budget) -> bool:
    inner = member.filename.replace("\\", "/")
    parts = PurePosixPath(inner).parts
    if inner.startswith("/") or ".." in parts or (len(inner) > 1 and inner[1] == ":"):
        budget.skip(path, "a path that leads out of the archive", is_danger=True)
        return False
    if stat.S_ISLNK(member.external_attr >> 16):
        budget.skip(path, "a link in an archive", is_danger=True)
        return False
    if member.flag_bits & 1:
        budget.skip(path, "encrypted, so that no one can read it", is_closed=True)
        return False
    if len(parts) > budget.limits.depth:
        budget.skip(path, f"deeper than {budget.limits.depth} folders")
        return False
    return True


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: str, budget: Budget) -> SourceFile | None:
    """Read a member up to the limit: what the directory says of its size is not believed."""
    data = bytearray()
    with archive.open(member) as stream:
        while len(data) < budget.limits.file_bytes and (chunk := stream.read(_CHUNK)):
            data += chunk
        is_longer = bool(len(data) >= budget.limits.file_bytes and stream.read(1))
    if is_longer:
        budget.skip(path, f"only its first {budget.limits.file_bytes:,} bytes are read")
    kept = bytes(data[: budget.limits.file_bytes])
    return SourceFile(path, kept, max(member.file_size, len(kept)) if is_longer else len(kept))
