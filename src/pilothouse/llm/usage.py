"""Token counts where no provider tells them."""

from pilothouse.core.json import dumps
from pilothouse.llm.messages import ModelRequest, Usage

CHARS_PER_TOKEN = 4  # English text in the common vocabularies; code and other scripts use more tokens


def estimate_tokens(n_chars: int) -> int:
    """Estimate the tokens of so many characters, rounding up."""
    return -(-n_chars // CHARS_PER_TOKEN)


def estimate_usage(request: ModelRequest, n_output_chars: int) -> Usage:
    """Estimate what a call used, from its request and the characters of its answer. Pictures are not counted."""
    sent = sum(len(message.text) for message in request.messages)
    sent += sum(len(dumps(message.tool_calls)) for message in request.messages if message.tool_calls)
    sent += len(dumps(request.tools)) if request.tools else 0
    return Usage(estimate_tokens(sent), estimate_tokens(n_output_chars), is_estimated=True)
