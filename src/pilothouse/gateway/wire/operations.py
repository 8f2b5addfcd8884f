"""What can be asked on the wires, and what is particular to each."""

from dataclasses import dataclass

from pilothouse.llm.dialects.base import DialectName
from pilothouse.llm.dialects.watch import Watch
from pilothouse.llm.dialects.watch_chat import ChatWatch
from pilothouse.llm.dialects.watch_messages import MessagesWatch
from pilothouse.llm.dialects.watch_responses import ResponsesWatch
from pilothouse.llm.providers.base import Operation
from pilothouse.server.errors import Wire


@dataclass(frozen=True, slots=True)
class WireOperation:
    """One endpoint of a wire.

    Attributes:
        wire: whose shapes its errors have.
        dialect: by which it can be translated; None for what only passes.
        bounds: fields that bound the answer, the one we write first.
    """

    name: Operation
    path: str
    wire: Wire
    dialect: DialectName | None = None
    bounds: tuple[str, ...] = ()

    def watch(self, *, shows_usage: bool) -> Watch:
        """Begin to read along a stream of this operation."""
        if self.name == "responses":
            return ResponsesWatch()
        return MessagesWatch() if self.name == "messages" else ChatWatch(shows_usage=shows_usage)


CHAT = WireOperation("chat", "/v1/chat/completions", "openai", "openai_chat", ("max_completion_tokens", "max_tokens"))
RESPONSES = WireOperation("responses", "/v1/responses", "openai", "openai_responses", ("max_output_tokens",))
EMBEDDINGS = WireOperation("embeddings", "/v1/embeddings", "openai")
MESSAGES = WireOperation("messages", "/v1/messages", "anthropic", "anthropic_messages", ("max_tokens",))
PRICED = (CHAT, RESPONSES, EMBEDDINGS, MESSAGES)
