"""The files of what is scanned: of a folder, a git checkout, an archive, or one alone. Links are not followed."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pilothouse.shield.skills.limits import DEFAULT_LIMITS, Limits

_PASSED_OVER = frozenset({
    ".git", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".mypy_cache", ".ruff_cache", ".pytest_cache",
    ".hg", ".svn",
    ".idea", ".vscode-test", "site-packages", ".next", ".cache",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that was read.

    Attributes:
        path: inside what is scanned, with "/" between its parts; "!/" follows an archive's own name.
        data: its first bytes, up to the limit.
        size_bytes: of the whole file.
    """

    path: str
    data: bytes
    size_bytes: int

    @property
    def is_cut(self) -> bool:
        return len(self.data) < self.size_bytes


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not read, and why.

    Attributes:
        is_danger: it attacks whoever unpacks or follows it.
        is_closed: nobody can look into it. That hides an attack, or nothing.
    """

    path: str
    reason: str
    is_danger: bool = False
    is_closed: bool = False


@dataclass(slots=True)
class Budget:
    """What may still be read."""

    limits: Limits = DEFAULT_LIMITS
    files: int = 0
    entries: int = 0
    size_bytes: int = 0
    skipped: list[Skipped] = field(default_factory=list[Skipped])
    is_cut: bool = False

    def admits_entry(self, path: str) -> bool:
        """Count an entry that is looked at; False when there have been too many."""
        self.entries += 1
        return self._within(self.entries <= self.limits.entries, path, f"more than {self.limits.entries:,} entries")

    def admits_file(self, path: str, size_bytes: int) -> bool:
        """Count a file that is read; False when there have been too many, or too much."""
        self.files += 1
        self.size_bytes += min(size_bytes, self.limits.file_bytes)
        return self._within(
            self.files <= self.limits.files, path, f"more than {self.limits.files:,} files"
        ) and self._within(
            self.size_bytes <= self.limits.total_bytes, path, f"more than {self.limits.total_bytes:,} bytes in all"
        )

    def skip(self, path: str, reason: str, *, is_danger: bool = False, is_closed: bool = False) -> None:
        """Remember what is not read; of many the first thousand."""
        if len(self.skipped) < 1000:
            self.skipped.append(Skipped(path, reason, is_danger, is_closed))

    def _within(self, is_within: bool, path: str, reason: str) -> bool:  # noqa: FBT001  # private, and the name says it
        if not is_within and not self.is_cut:
            self.is_cut = True
            self.skip(path, f"{reason}; what follows is not read")
        return is_within


def files_under(root: Path, budget: Budget, on_file: Callable[[str], None] | None = None) -> Iterator[SourceFile]:
    """Yield the files of a folder in order of name, or a file itself. Links, pipes and devices are passed over."""
    if root.is_file():
        if found := _read(root, root.name, budget):
            yield found
        return
    yield from _walk(root, budget, on_file)
    yield from _git_hooks(root, budget)


def _walk(root: Path, budget: Budget, on_file: Callable[[str], None] | None) -> Iterator[SourceFile]:
    folders: list[tuple[Path, str, int]] = [(root, "", 0)]
    while folders:
        folder, prefix, depth = folders.pop()
        inner: list[tuple[Path, str, int]] = []
        for entry in _entries(folder, prefix, budget):
            path = f"{prefix}{entry.name}"
            if budget.is_cut or not budget.admits_entry(path):
                return
            if entry.is_symlink():
                _note_link(entry, path, root, budget)
            elif entry.is_dir(follow_symlinks=False):
                if _is_entered(entry.name, path, depth, budget):
                    inner.append((Path(entry.path), f"{path}/", depth + 1))
            elif found := _read(Path(entry.path), path, budget):
                if on_file is not None:
                    on_file(path)
                yield found
        folders.extend(reversed(inner))


def _is_entered(name: str, path: str, depth: int, budget: Budget) -> bool:
    if depth >= budget.limits.depth:
        budget.skip(path, f"deeper than {budget.limits.depth} folders")
        return False
    return name not in _PASSED_OVER


def _git_hooks(root: Path, budget: Budget) -> Iterator[SourceFile]:
    """Yield the hooks of a git directory: they run by themselves, whatever else git keeps is passed over."""
    hooks = root / ".git" / "hooks"
    if hooks.is_dir() and not hooks.is_symlink() and not (root / ".git").is_symlink():
        for entry in _entries(hooks, ".git/hooks/", budget):
            if not entry.name.endswith(".sample") and (
                found := _read(Path(entry.path), f".git/hooks/{entry.name}", budget)
            ):
                yield found


def _entries(folder: Path, prefix: str, budget: Budget) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            listed: list[os.DirEntry[str]] = []
            for entry in entries:
                listed.append(entry)
                if len(listed) > budget.limits.entries:
                    break
            return sorted(listed, key=lambda entry: entry.name)
    except OSError as error:
        budget.skip(prefix or ".", f"cannot be listed: {error.strerror}")
        return []


def _note_link(entry: os.DirEntry[str], path: str, root: Path, budget: Budget) -> None:
    try:
        leads_out = not Path(entry.path).resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        leads_out = False
    budget.skip(path, "a link that leads out of the folder" if leads_out else "a link", is_danger=leads_out)


def _read(path: Path, name: str, budget: Budget) -> SourceFile | None:
    try:
        status = path.stat(follow_symlinks=False)
        if not stat.S_ISREG(status.st_mode):
            budget.skip(name, "no ordinary file")
            return None
        if not budget.admits_file(name, status.st_size):
            return None
        with path.open("rb") as file:
            data = file.read(budget.limits.file_bytes)
    except OSError as error:
        budget.skip(name, f"cannot be read: {error.strerror}")
        return None
    if status.st_size > len(data):
        budget.skip(name, f"only its first {len(data):,} of {status.st_size:,} bytes are read")
    return SourceFile(name, data, max(status.st_size, len(data)))
