"""What a tool may reach. Everything from above comes as a small protocol; a missing one says how to get it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

import structlog

from pilothouse.agents.errors import MissingCapability
from pilothouse.core.http import GuardedClient
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger

ArtifactKind: TypeAlias = Literal["table", "chart", "markdown", "image", "file"]
ProgressReport: TypeAlias = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file the agent was given."""

    id: str
    name: str
    size_bytes: int
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class ArtifactRef:
    """A result that was stored: enough to name it and to find it again."""

    id: str
    kind: ArtifactKind
    name: str
    title: str
    media_type: str
    size_bytes: int


class FileAccess(Protocol):
    """The files an agent was given, and no others."""

    async def list(self) -> Sequence[FileInfo]:
        """Return what is there, in the order it was attached."""
        ...

    async def open(self, name_or_id: str) -> Path:
        """Return a readable path of one file.

        Raises:
            NotFound: none of the files has that name or id.
        """
        ...


class ArtifactStore(Protocol):
    """Where results go that a person will look at."""

    async def save(
        self, kind: ArtifactKind, name: str, title: str, content: bytes | str | dict[str, Any], media_type: str
    ) -> ArtifactRef:
        """Store one result.

        Args:
            kind: decides how it is shown.
            name: file name with extension, such as "mean-by-origin.json"; made unique when taken.
            title: for people.
            content: bytes or text as they are; a dict (a table, a chart specification) as JSON.
            media_type: of the stored bytes.
        """
        ...


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a call. `arguments` replace the model's when they were edited."""

    is_approved: bool
    arguments: dict[str, Any] | None = None
    reason: str = ""


class ApprovalGate(Protocol):
    """Asks a person about a call of a tool that is declared with `confirm=True`."""

    async def decide(self, tool_name: str, arguments: dict[str, Any], idempotency_key: str) -> Decision:
        """Return the decision. May raise what parks the run; the loop lets that pass and is resumed later."""
        ...


class _Missing:
    """Stands where a capability was not handed over."""

    def __init__(self, name: str, remedy: str) -> None:
        self._name = name
        self._remedy = remedy

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        raise MissingCapability(f"This context has no {self._name}. {self._remedy}")


def _missing(name: str, remedy: str) -> Callable[[], Any]:
    return lambda: _Missing(name, remedy)


def _no_progress(_fraction: float, _message: str) -> None:
    """Drop a report that nobody listens to."""


@dataclass(frozen=True)
class ToolContext:
    """Handed to every tool call.

    Attributes:
        idempotency_key: the same when this very call is repeated after a crash; pass it on to outside systems.
        progress: call with the fraction done, 0 to 1, and a message for people.
        principal: on whose behalf the call runs; None in a notebook.
    """

    files: FileAccess = field(default_factory=_missing("files", "Use local_context(folder), or attach files."))
    artifacts: ArtifactStore = field(default_factory=_missing("artifacts", "Use local_context(folder)."))
    http: GuardedClient = field(default_factory=_missing("http", "Pass http=GuardedClient()."))
    approvals: ApprovalGate = field(
        default_factory=_missing("approvals", "A tool with confirm=True asks a person: run it in a mission or chat.")
    )
    progress: ProgressReport = _no_progress
    idempotency_key: str = ""
    principal: Principal | None = None
    log: structlog.stdlib.BoundLogger = field(default_factory=lambda: get_logger("pilothouse.tool"))

    def for_call(self, key: str, progress: ProgressReport | None = None) -> "ToolContext":
        """Return the context of one call inside this run."""
        return replace(
            self,
            idempotency_key=f"{self.idempotency_key}:{key}" if self.idempotency_key else key,
            progress=progress or self.progress,
        )
