"""Tokens of what no provider has counted: a request before it is sent, an answer that broke off."""

from pilothouse.core import json
from pilothouse.llm.messages import (
    FilePart,
    ImagePart,
    Message,
    ModelEvent,
    ModelRequest,
    Part,
    RefusalDelta,
    TextDelta,
    ThinkingDelta,
    ToolCallDelta,
    ToolCallEvent,
)

# English has about four bytes to a token, code and other scripts about three. Holds should not be too small.
_BYTES_PER_TOKEN = 3
_TOKENS_PER_MESSAGE = 4  # role and separators, as published for the chat format
# A picture at full detail: up to about 1,600 tokens at Anthropic, 1,500 at OpenAI for most of their models.
ATTACHMENT_TOKENS = 2000
# A page of a scanned document is some 50 kB of base64 and costs up to 3,000 tokens.
_ATTACHED_BYTES_PER_TOKEN = 20


def tokens_of_bytes(n_bytes: int) -> int:
    """Estimate the tokens of a text of so many bytes."""
    return -(-n_bytes // _BYTES_PER_TOKEN)


def tokens_of_attachment(n_bytes: int) -> int:
    """Estimate the tokens of a picture or a document of so many bytes in base64; 0 where only its address is known."""
    return max(ATTACHMENT_TOKENS, n_bytes // _ATTACHED_BYTES_PER_TOKEN)


def size_bytes(text: str) -> int:
    """Return how many bytes a text takes, also one with broken characters."""
    return len(text.encode(errors="surrogatepass"))


def input_tokens(request: ModelRequest) -> int:
    """Estimate a request's input from its texts, attachments, tool calls, tools and answer schema."""
    n_bytes = len(json.dumps(request.tools)) if request.tools else 0
    n_bytes += len(json.dumps(request.response_schema)) if request.response_schema else 0
    return tokens_of_bytes(n_bytes) + sum(_tokens_of_message(message) for message in request.messages)


def _tokens_of_message(message: Message) -> int:
    n_bytes = size_bytes(message.text)
    n_bytes += len(json.dumps(message.tool_calls)) if message.tool_calls else 0
    return _TOKENS_PER_MESSAGE + tokens_of_bytes(n_bytes) + sum(map(_tokens_of_part, message.parts))


def _tokens_of_part(part: Part) -> int:
    """Estimate a part that is not in its message's text."""
    if isinstance(part, ImagePart):
        return tokens_of_attachment(len(part.data or ""))
    if isinstance(part, FilePart):
        text = tokens_of_bytes(size_bytes(part.text)) if part.text else 0
        return text or tokens_of_attachment(len(part.data or ""))
    return 0


def output_bytes(event: ModelEvent) -> int:
    """Return how much content one event of an answer carries."""
    if isinstance(event, TextDelta | ThinkingDelta | RefusalDelta):
        return size_bytes(event.text)
    if isinstance(event, ToolCallDelta):
        return size_bytes(event.arguments_json)
    if isinstance(event, ToolCallEvent):
        return len(event.call.name)  # its arguments have come in pieces
    return 0
