"""What an agent or a tool may be given by whoever runs it: small protocols, and the values that cross them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, overload

from pilothouse.llm.messages import Message

Kind = TypeVar("Kind")
ArtifactKind: TypeAlias = Literal["table", "chart", "markdown", "image", "file"]
Parameters: TypeAlias = Sequence[Any] | Mapping[str, Any]


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


@dataclass(frozen=True, slots=True)
class Citation:
    """Where something was found.

    Attributes:
        source: an address, or the name of a file with a place in it, such as "report.pdf, page 3".
        quote: the words that were relied on.
    """

    title: str
    source: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """The person the agent works for."""

    id: str
    name: str
    email: str | None = None
    time_zone: str = "UTC"
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Recollection:
    """Something remembered, and how near it comes to what was asked."""

    id: str
    text: str
    score: float
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ToolSummary:
    """A tool as a search shows it."""

    name: str
    description: str
    score: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a call. `arguments` replace the model's when they were edited."""

    is_approved: bool
    arguments: dict[str, Any] | None = None
    reason: str = ""


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


class ApprovalGate(Protocol):
    """Asks a person about a call of a tool that is declared with `confirm=True`."""

    async def decide(self, tool_name: str, arguments: dict[str, Any], idempotency_key: str) -> Decision:
        """Return the decision, having noted for good that the call now begins.

        Raises:
            RunParked: nobody has decided yet. The loop lets that pass and is resumed later.
        """
        ...


class Secrets(Protocol):
    """Credentials by name, such as "sql/warehouse"."""

    async def get(self, name: str) -> str:
        """Return one secret.

        Raises:
            NotFound: there is none of that name.
        """
        ...


class Cache(Protocol):
    """JSON values that may be lost at any time."""

    async def get(self, key: str) -> Any | None:
        """Return what is kept under a key, None when nothing is."""
        ...

    async def set(self, key: str, value: Any, ttl_s: float = 3600) -> None:
        """Keep a value for so long."""
        ...

    async def delete(self, key: str) -> None:
        """Forget a key, whether it is there or not."""
        ...


class Memory(Protocol):
    """What is remembered of a user from one conversation to the next."""

    async def recall(self, text: str, limit: int = 5) -> Sequence[Recollection]:
        """Return what comes nearest to a text, best first."""
        ...

    async def remember(self, text: str) -> str:
        """Keep a fact and return its id."""
        ...

    async def forget(self, memory_id: str) -> None:
        """Drop one fact.

        Raises:
            NotFound: there is none of that id.
        """
        ...


class Database(Protocol):
    """SQL on data of the agent's own. Parameters as the database writes them; never put values into a statement."""

    async def fetch(self, statement: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        ...

    async def execute(self, statement: str, parameters: Parameters = ()) -> int:
        """Run a statement and return how many rows it changed."""
        ...


class LanguageModel(Protocol):
    """A model asked for one answer, without tools and without the conversation."""

    @overload
    async def ask(
        self,
        prompt: str | Sequence[Message],
        *,
        system: str = "",
        model: str | None = None,
        max_output_tokens: int | None = None,
        schema: None = None,
    ) -> str: ...

    @overload
    async def ask(
        self,
        prompt: str | Sequence[Message],
        *,
        system: str = "",
        model: str | None = None,
        max_output_tokens: int | None = None,
        schema: type[Kind],
    ) -> Kind: ...

    async def ask(
        self,
        prompt: str | Sequence[Message],
        *,
        system: str = "",
        model: str | None = None,
        max_output_tokens: int | None = None,
        schema: type[Any] | None = None,
    ) -> Any:
        """Return the answer's text, or a value of `schema` read from it.

        Args:
            prompt: a request, or a conversation.
            system: instructions.
            model: instead of the agent's.
            max_output_tokens: instead of the agent's.
            schema: a type Pydantic knows; the model is told its JSON schema.

        Raises:
            UsageLimitReached: the run may not call a model any more.
            InvalidOutput: what came does not fit `schema`.
        """
        ...


class ToolCaller(Protocol):
    """The tools of the agent that is at work."""

    @property
    def names(self) -> Sequence[str]:
        """What may be called."""
        ...

    async def call(self, name: str, /, **arguments: Any) -> Any:
        """Run one call and return its output, a JSON value. It is journalled, timed and shown like a model's call.

        Raises:
            UnknownTool: the agent has none of that name.
            ToolFailed, ToolRetry: it failed.
        """
        ...

    def find(self, text: str, limit: int = 5) -> Sequence[ToolSummary]:
        """Return those of the agent's tools that come nearest to a text, best first."""
        ...

    def offer(self, *names: str) -> None:
        """Show the model further ones of the agent's tools, from its next call on.

        Raises:
            UnknownTool: the agent has none of that name.
        """
        ...


class OutputScreen(Protocol):
    """Reads what a tool is given and what it returned, before the tool and the model do."""

    async def admit(self, tool_name: str, arguments: dict[str, Any]) -> bool:
        """Let a call pass; return whether a person has to approve it first.

        Raises:
            Blocked: it may not be made, by anybody's approval.
        """
        ...

    async def screen(self, tool_name: str, text: str) -> str:
        """Return what may be read: the same text, or one with parts made unreadable.

        Args:
            tool_name: whose result it is.
            text: the whole result as JSON or plain text, or the words of its failure.

        Raises:
            Blocked: none of it may be read; the call then fails with that message.
        """
        ...
