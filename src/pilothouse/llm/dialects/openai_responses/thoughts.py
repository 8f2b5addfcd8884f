"""Thoughts as this wire carries them: an item with a summary, and a sealed content that callers send back."""

from pilothouse.llm.dialects.seals import on_wire, seal
from pilothouse.llm.messages import ThinkingPart

_REDACTED = "redacted:"  # before the data of a thought that another vendor does not show


def thought_of(text: str, encrypted_content: str | None, identifier: str | None) -> ThinkingPart:
    """Read a thought; the id is worth keeping only together with its seal."""
    if not encrypted_content:
        return ThinkingPart(text)
    if encrypted_content.startswith(_REDACTED):
        return ThinkingPart(text, redacted=encrypted_content.removeprefix(_REDACTED), id=identifier)
    return ThinkingPart(text, seal("openai", encrypted_content), id=identifier)


def encrypted_content(signature: str | None, redacted: str | None) -> str | None:
    """Write the seal of a thought for a caller."""
    if redacted is not None:
        return _REDACTED + redacted
    return None if signature is None else on_wire("openai", signature)
