"""Marks in a request up to which the provider keeps what it has read, for the next request with the same beginning.

Source: https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching: four marks at most; a mark also finds what
an earlier request kept up to twenty blocks before it; a prompt below the model's minimum is simply not kept.
"""

from typing import Any, cast

_MARK = {"type": "ephemeral"}  # five minutes, and again with each use
_MARKED_TURNS = 2  # the end of this request, and that of the one before, which a long tool round may have left behind
_CANNOT_BE_MARKED = frozenset({"thinking", "redacted_thinking"})


def mark_prefix(body: dict[str, Any]) -> dict[str, Any]:
    """Return a written request with marks behind its system texts and behind its last turns of the user.

    Tools stand before the system texts, so the first mark keeps them too.
    """
    marked = dict(body)
    if system := body.get("system"):
        marked["system"] = _marked(system)
    elif tools := body.get("tools"):
        marked["tools"] = [*tools[:-1], tools[-1] | {"cache_control": _MARK}]
    messages = list(cast("list[dict[str, Any]]", body["messages"]))
    of_user = [place for place, turn in enumerate(messages) if turn["role"] == "user"]
    for place in of_user[-_MARKED_TURNS:]:
        messages[place] = messages[place] | {"content": _marked(messages[place]["content"])}
    return marked | {"messages": messages}


def _marked(content: str | list[dict[str, Any]]) -> str | list[dict[str, Any]]:
    """Mark the last block that can be marked."""
    blocks: list[dict[str, Any]] = [{"type": "text", "text": content}] if isinstance(content, str) else list(content)
    for place in reversed(range(len(blocks))):
        if blocks[place]["type"] not in _CANNOT_BE_MARKED:
            blocks[place] = blocks[place] | {"cache_control": _MARK}
            return blocks
    return content
