"""What a tool may reach. Everything from above comes as a small protocol; a missing one says how to get it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from pilothouse.agents.capabilities import (
    ApprovalGate,
    ArtifactKind,
    ArtifactRef,
    ArtifactStore,
    Cache,
    Citation,
    Database,
    Decision,
    FileAccess,
    FileInfo,
    Kind,
    LanguageModel,
    Memory,
    OutputScreen,
    Recollection,
    Secrets,
    ToolCaller,
    ToolSummary,
    User,
)
from pilothouse.agents.missing import (
    NO_APPROVALS,
    NO_ARTIFACTS,
    NO_CACHE,
    NO_DATABASE,
    NO_FILES,
    NO_HTTP,
    NO_MEMORY,
    NO_MODEL,
    NO_SECRETS,
    NO_TOOLS,
    is_missing,
)
from pilothouse.agents.trace import CallTrace
from pilothouse.core.principal import Principal

if TYPE_CHECKING:  # both take longer to import than the whole framework
    import structlog

    from pilothouse.core.http import GuardedClient

__all__ = [
    "ApprovalGate",
    "ArtifactKind",
    "ArtifactRef",
    "ArtifactStore",
    "Cache",
    "Citation",
    "Database",
    "Decision",
    "FileAccess",
    "FileInfo",
    "LanguageModel",
    "Memory",
    "OutputScreen",
    "ProgressReport",
    "Recollection",
    "Secrets",
    "ToolCaller",
    "ToolContext",
    "ToolSummary",
    "User",
]

ProgressReport: TypeAlias = Callable[[float, str], None]
EmitReport: TypeAlias = Callable[[str, Any], None]


class _ToolLog:
    """The log of tools, opened when something is first written to it."""

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        from pilothouse.core.telemetry import get_logger  # takes longer to import than everything else here

        return getattr(get_logger("pilothouse.tool"), attribute)


def _no_progress(_fraction: float, _message: str) -> None:
    """Drop a report that nobody listens to."""


def _no_event(_name: str, _data: Any) -> None:
    """Drop an event that nobody listens to."""


@dataclass(frozen=True)
class ToolContext:
    """Handed to every tool call.

    Attributes:
        screen: reads every result before the model does; None lets all pass.
        settings: what the installation set, by the class of the settings; see `setting`.
        progress: call with the fraction done, 0 to 1, and a message for people.
        emit: call with a name and a JSON value to tell something of the tool's own.
        idempotency_key: the same when this very call is repeated after a crash; pass it on to outside systems.
        principal: on whose behalf the call runs; None in a notebook.
        user: that person; None in a notebook.
        trace: what this call stored, cited and asked for.
    """

    files: FileAccess = NO_FILES
    artifacts: ArtifactStore = NO_ARTIFACTS
    http: "GuardedClient" = NO_HTTP
    approvals: ApprovalGate = NO_APPROVALS
    secrets: Secrets = NO_SECRETS
    cache: Cache = NO_CACHE
    memory: Memory = NO_MEMORY
    db: Database = NO_DATABASE
    llm: LanguageModel = NO_MODEL
    tools: ToolCaller = NO_TOOLS
    screen: OutputScreen | None = None
    settings: Mapping[type[Any], Any] = field(default_factory=dict[type[Any], Any], repr=False)
    progress: ProgressReport = _no_progress
    emit: EmitReport = _no_event
    idempotency_key: str = ""
    principal: Principal | None = None
    user: User | None = None
    log: "structlog.stdlib.BoundLogger" = field(default=cast("Any", _ToolLog()), repr=False)
    trace: CallTrace = field(default_factory=CallTrace, repr=False, compare=False)

    @property
    def logger(self) -> "structlog.stdlib.BoundLogger":
        """The same as `log`."""
        return self.log

    def setting(self, kind: type[Kind]) -> Kind:
        """Return the installation's settings of a kind, else the defaults of that kind."""
        return cast("Kind", self.settings[kind]) if kind in self.settings else kind()

    def cite(self, title: str, source: str, quote: str = "") -> None:
        """Say where something was found; see `Citation`."""
        self.trace.citations.append(Citation(title, source, quote))

    def navigate(self, path: str) -> None:
        """Take the person to a page of the dashboard, such as "/missions".

        Raises:
            ToolRetry: it is no path of this dashboard.
        """
        self.trace.go_to(path)

    def for_call(
        self, key: str, progress: ProgressReport | None = None, *, trace: CallTrace | None = None, **parts: Any
    ) -> "ToolContext":
        """Return the context of one call inside this run.

        Args:
            key: of the call, unique within the run.
            progress: instead of the run's.
            trace: where the call leaves what comes beside its result; one of its own unless given.
            parts: further fields to replace.
        """
        trace = trace or CallTrace()
        return replace(
            self,
            idempotency_key=f"{self.idempotency_key}:{key}" if self.idempotency_key else key,
            progress=progress or self.progress,
            artifacts=self.artifacts if is_missing(self.artifacts) else trace.watching(self.artifacts),
            trace=trace,
            **parts,
        )
