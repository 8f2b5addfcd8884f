"""A folder of the user's own: `agents/ tools/ connectors/ recipes/`, found by itself and reloaded when it changes."""

import asyncio
import importlib.util
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from pilothouse.agents.errors import LocatedError
from pilothouse.agents.registry import Registry, declared_in
from pilothouse.agents.sources import Item, Source
from pilothouse.core.errors import Conflict, PilothouseError

CODE_FOLDERS = ("tools", "connectors", "agents")  # in this order: agents name tools
YAML_ENDINGS = (".yaml", ".yml")

Stamp: TypeAlias = tuple[int, int]  # time of change in nanoseconds, size in bytes


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Why a file was left out.

    Attributes:
        path: of the file, as the project names it, such as "agents/helper.py".
        line: counted from 1; 0 when the whole file is meant.
    """

    path: str
    message: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """What a project holds now.

    Attributes:
        items: the tools and agents that are in force, those of a broken file as they were when it last was good.
        changed: files whose items were taken in, changed or taken out.
    """

    items: tuple[Item, ...]
    problems: tuple[FileProblem, ...]
    changed: tuple[str, ...] = ()


@dataclass
class Project:
    """One project folder. Its modules import each other relatively: `from ..tools.weather import weather`."""

    root: Path
    _stamps: dict[str, Stamp] = field(default_factory=dict[str, Stamp], repr=False)
    _good: dict[str, list[Item]] = field(default_factory=dict[str, list[Item]], repr=False)
    _problems: dict[str, FileProblem] = field(default_factory=dict[str, FileProblem], repr=False)

    def __post_init__(self) -> None:
        self.root = Path(self.root).resolve()
        self._package = f"pilothouse_project_{sha256(str(self.root).encode()).hexdigest()[:8]}"

    @property
    def recipes_path(self) -> Path:
        """Where recipes lie, whether there are any or not."""
        return self.root / "recipes"

    def load(self) -> ProjectReport:
        """Import what changed since the last time. A file that fails keeps what it had; the others go on.

        Code of one file may be used by any other, so a change of one module imports all of them anew.
        """
        stamps = dict(_stamps(self.root))
        changed = {path for path in stamps.keys() | self._stamps.keys() if stamps.get(path) != self._stamps.get(path)}
        self._stamps = stamps
        again = {path for path in stamps if path in changed}
        if any(path.endswith(".py") for path in changed):
            self._forget_modules(changed)
            again |= {path for path in stamps if path.endswith(".py")}
        for path in changed - stamps.keys():
            self._good.pop(path, None)
            self._problems.pop(path, None)
        for path in sorted(again, key=_order):
            if not _is_helper(path):
                self._load_file(path)
        items = tuple(item for path in sorted(self._good, key=_order) for item in self._good[path])
        return ProjectReport(items, tuple(self._problems.values()), tuple(sorted(changed)))

    def install(self, registry: Registry) -> ProjectReport:
        """Load, and swap the registry's entries of this project at one stroke.

        Runs at work keep the agents and tools they began with. A name that somebody else has already is a problem of
        the file that came later, which is left out.
        """
        report = self.load()
        if not report.changed and not report.problems:
            return report
        gone = {str(self.root / path) for path in (*report.changed, *self._good, *self._problems)}
        wanted: dict[str, list[tuple[Item, Source]]] = {path: [] for path in gone}
        problems = list(report.problems)
        trial = registry.copy().replace_all(wanted)
        for path in sorted(self._good, key=_order):
            entries = [(item, self._source(path, item)) for item in self._good[path]]
            try:
                trial.replace(str(self.root / path), entries)
            except Conflict as error:
                problems.append(FileProblem(path, error.message))
            else:
                wanted[str(self.root / path)] = entries
        registry.replace_all(wanted)
        return ProjectReport(report.items, tuple(problems), report.changed)

    async def watch(
        self, registry: Registry, *, every_s: float = 1.0, on_change: Callable[[ProjectReport], None] | None = None
    ) -> None:
        """Install what changes, until cancelled. Importing happens in a thread, swapping on the event loop.

        Args:
            registry: to keep up to date.
            every_s: how often the files' times are looked at.
            on_change: told of each change.
        """
        while True:
            await asyncio.sleep(every_s)
            if await asyncio.to_thread(self._has_changed):
                report = await asyncio.to_thread(self.install, registry)
                if on_change is not None:
                    on_change(report)

    def _has_changed(self) -> bool:
        return dict(_stamps(self.root)) != self._stamps

    def _load_file(self, path: str) -> None:
        try:
            items = self._items_of(path)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - somebody's code may raise anything
            self._problems[path] = _problem(self.root, path, error)
        else:
            self._good[path] = items
            self._problems.pop(path, None)

    def _items_of(self, path: str) -> list[Item]:
        if path.endswith(YAML_ENDINGS):
            from pilothouse.agents.yaml import load_agent  # few projects have any

            return [load_agent(self.root / path, name=path)]
        module = self._imported(path)
        items = [item for item in declared_in(module) if item.function is None or _is_of(item, module)]
        for item in items:
            _read_schemas(item)
        return items

    def _imported(self, path: str) -> ModuleType:
        self._ensure_package(self._package, self.root)
        folder, _, rest = path.partition("/")
        self._ensure_package(f"{self._package}.{folder}", self.root / folder)
        stem = rest.removesuffix(".py").removesuffix("/__init__")
        return importlib.import_module(f"{self._package}.{folder}.{stem}")

    def _ensure_package(self, name: str, folder: Path) -> None:
        """Make a package out of a folder, without asking for an `__init__.py` and without touching `sys.path`."""
        if name in sys.modules:
            return
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        package.__package__ = name
        sys.modules[name] = package

    def _forget_modules(self, changed: set[str]) -> None:
        importlib.invalidate_caches()
        for path in changed:  # compiled files know their source's time in whole seconds, which two quick edits share
            if path.endswith(".py"):
                Path(importlib.util.cache_from_source(str(self.root / path))).unlink(missing_ok=True)
        for name in [each for each in sys.modules if each.split(".")[0] == self._package]:
            del sys.modules[name]

    def _source(self, path: str, item: Item) -> Source:
        full = str(self.root / path)
        return Source(full, "project", "" if item.function is None else item.function.__module__, full)


def _stamps(root: Path) -> Iterator[tuple[str, Stamp]]:
    """Yield every file that counts, with what tells that it changed. Names with an underscore or dot are helpers."""
    for folder in CODE_FOLDERS:
        for path in sorted((root / folder).rglob("*")) if (root / folder).is_dir() else ():
            relative = path.relative_to(root).as_posix()
            counts = path.suffix == ".py" or (folder == "agents" and path.suffix in YAML_ENDINGS)
            if counts and "__pycache__" not in path.parts and path.is_file():
                found = path.stat()
                yield relative, (found.st_mtime_ns, found.st_size)


def _is_helper(path: str) -> bool:
    """Tell whether a file is only there for others: below a package, or with a name that begins with an underscore."""
    parts = path.split("/")[1:]
    is_package = parts[-1] == "__init__.py" and len(parts) == 2
    return (len(parts) > 1 and not is_package) or parts[0].startswith(("_", "."))


def _order(path: str) -> tuple[int, str]:
    return CODE_FOLDERS.index(path.split("/", 1)[0]), path


def _is_of(item: Item, module: ModuleType) -> bool:
    """Tell whether a module declares an item itself; what it imported belongs to another file."""
    own: Any = item.function
    return own.__module__ == module.__name__ or own.__module__.startswith(f"{module.__name__}.")


def _read_schemas(item: Item) -> None:
    """Make the schemas now, so that a type that is missing is told with the file and not on the first call."""
    if item.signature is not None:
        item.signature.input_schema()
        item.signature.output_schema()


def _problem(root: Path, path: str, error: BaseException) -> FileProblem:
    """Say where in the user's own file an error came up."""
    if isinstance(error, LocatedError):
        return FileProblem(path, error.message, *error.where)
    if isinstance(error, SyntaxError) and error.filename == str(root / path):
        return FileProblem(path, f"{type(error).__name__}: {error.msg}", error.lineno or 0, error.offset or 0)
    lines = [each.lineno for each in traceback.extract_tb(error.__traceback__) if each.filename == str(root / path)]
    words = error.message if isinstance(error, PilothouseError) else f"{type(error).__name__}: {error}"
    if isinstance(error, ModuleNotFoundError):
        words += " (a file of this project is imported as `from ..tools.name import …`)"
    return FileProblem(path, words, (lines[-1] or 0) if lines else 0)
