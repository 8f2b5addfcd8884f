"""Write a request for messages for an upstream, as the model it names takes it.

`anthropic-version` 2023-06-01 is meant: the next one refuses sampling parameters for every model.
"""

from collections.abc import Iterable
from typing import Any

from pilothouse.core.json import dumps_text
from pilothouse.llm.dialects.anthropic_messages.caching import mark_prefix
from pilothouse.llm.dialects.anthropic_messages.content import ContentWriter
from pilothouse.llm.dialects.anthropic_messages.models import ModelTraits, traits_of
from pilothouse.llm.dialects.anthropic_messages.schemas import closed
from pilothouse.llm.dialects.decoding import cannot_translate, refusal
from pilothouse.llm.messages import Message, ModelRequest, ThinkingPart, ToolChoice, ToolSpec

_MIN_BUDGET_TOKENS = 1_024
_BUDGETS = {"minimal": 1_024, "low": 2_048, "medium": 8_192, "high": 16_384, "xhigh": 32_768, "max": 65_536}
_LOWEST_EFFORT = "minimal"  # OpenAI's, which is called "low" here
_TIERS = {"auto": "auto", "standard_only": "standard_only", "default": "standard_only"}
_CHOICES = {"auto": "auto", "required": "any", "named": "tool", "none": "none"}
_JSON_WORDS = "Answer with one JSON object and nothing else: no words around it, no code fence."
_SCHEMA_WORDS = "It has to follow this JSON schema: "
_FORCED_WORDS = "Answer with a call of {}, and with nothing else."


def write_request(request: ModelRequest, *, stream: bool) -> dict[str, Any]:
    """Write a request; see `Dialect.write_request`. A seed, penalties and a verbosity are wishes and left out."""
    if request.n != 1:
        raise cannot_translate("n", "more than one answer")
    if request.max_output_tokens is None:
        raise refusal("max_tokens", "this model needs a bound on its answer.")
    traits = traits_of(request.model)
    thinking = _thinking(request, traits)
    system, messages = ContentWriter(traits).conversation(request.messages)
    system += [*_format_words(request, traits), *_forced_words(request, traits)]
    body: dict[str, Any] = {"model": request.model, "max_tokens": request.max_output_tokens, "messages": messages}
    options = {
        "stream": True if stream else None,
        "system": _system(system),
        "tools": [_tool(tool, traits) for tool in request.tools] or _tools_of(request.messages),
        "tool_choice": _tool_choice(request, traits),
        "thinking": thinking,
        "output_config": _output_config(request, traits),
        "stop_sequences": list(request.stop) or None,
        "metadata": {"user_id": request.user} if request.user else None,
        "service_tier": _TIERS.get(request.service_tier or ""),
    }
    if traits.samples and (thinking is None or thinking["type"] == "disabled"):
        options |= _sampling(request)
    written = body | {name: value for name, value in options.items() if value is not None}
    return mark_prefix(written) if request.caches_prefix else written


def _system(texts: list[str]) -> str | list[dict[str, Any]] | None:
    if len(texts) > 1:
        return [{"type": "text", "text": text} for text in texts]
    return texts[0] if texts else None


def _sampling(request: ModelRequest) -> dict[str, Any]:
    """Write how to choose words. Some models refuse temperature and top_p together; the former says more."""
    temperature = None if request.temperature is None else min(request.temperature, 1.0)
    top_p = request.top_p if temperature is None else None
    return {"temperature": temperature, "top_p": top_p, "top_k": request.top_k}


def _thinking(request: ModelRequest, traits: ModelTraits) -> dict[str, Any] | None:
    """Turn thinking on or off. With a budget it forbids a forced call, and calls whose thoughts are lost."""
    if request.reasoning_effort == "none":
        return None if traits.no_thinking is None else {"type": traits.no_thinking}
    display = {"display": "summarized"} if request.shows_thinking and traits.thinks_adaptively else {}
    if traits.thinks_adaptively:
        is_wanted = request.reasoning_effort or request.thinking_budget_tokens or request.shows_thinking
        return {"type": "adaptive"} | display if is_wanted else None
    wanted = request.thinking_budget_tokens or _BUDGETS.get(request.reasoning_effort or "", 0)
    budget = min(wanted, (request.max_output_tokens or 0) - 1)
    if budget < _MIN_BUDGET_TOKENS or _is_forced(request) or _has_lost_thoughts(request.messages):
        return None
    return {"type": "enabled", "budget_tokens": budget}


def _is_forced(request: ModelRequest) -> bool:
    choice = request.tool_choice
    return bool(request.tools) and choice is not None and choice.mode in {"required", "named"}


def _has_lost_thoughts(messages: Iterable[Message]) -> bool:
    """Say whether the last turn of the model calls tools without the sealed thought that led to them."""
    last = next((message for message in reversed(list(messages)) if message.role == "assistant"), None)
    if last is None or not last.tool_calls:
        return False
    return not any(isinstance(part, ThinkingPart) and (part.signature or part.redacted) for part in last.parts)


def _output_config(request: ModelRequest, traits: ModelTraits) -> dict[str, Any] | None:
    config: dict[str, Any] = {}
    effort = request.reasoning_effort
    if effort is not None and effort != "none" and traits.efforts:
        fallback = "low" if effort == _LOWEST_EFFORT else "high"
        config["effort"] = effort if effort in traits.efforts else fallback
    if request.response_schema is not None and traits.takes_schema:
        config["format"] = {"type": "json_schema", "schema": closed(request.response_schema)}
    return config or None


def _format_words(request: ModelRequest, traits: ModelTraits) -> list[str]:
    """Ask for JSON in words where the wire has no field for it."""
    if request.response_schema is None:
        return [_JSON_WORDS] if request.is_json else []
    if traits.takes_schema:
        return []
    return [f"{_JSON_WORDS} {_SCHEMA_WORDS}{dumps_text(request.response_schema)}"]


def _forced_words(request: ModelRequest, traits: ModelTraits) -> list[str]:
    """Ask for a call in words where a model refuses to be forced."""
    if traits.takes_forced_call or not _is_forced(request) or request.tool_choice is None:
        return []
    name = request.tool_choice.name
    return [_FORCED_WORDS.format("one of your tools" if name is None else f"the tool {name}")]


def _tool(tool: ToolSpec, traits: ModelTraits) -> dict[str, Any]:
    is_strict = bool(tool.is_strict) and traits.takes_schema
    schema = closed(tool.input_schema) if is_strict else {"type": "object"} | tool.input_schema
    written: dict[str, Any] = {"name": tool.name, "input_schema": schema}
    if tool.description:
        written["description"] = tool.description
    return written | ({"strict": True} if is_strict else {})


def _tools_of(messages: Iterable[Message]) -> list[dict[str, Any]] | None:
    """Name the tools of a conversation in which none may be called any more; without, its calls are refused."""
    names = {call.name: None for message in messages for call in message.tool_calls}
    return [{"name": name, "input_schema": {"type": "object"}} for name in names] or None


def _tool_choice(request: ModelRequest, traits: ModelTraits) -> dict[str, Any] | None:
    if not request.tools:
        return {"type": "none"} if _tools_of(request.messages) else None
    choice = ToolChoice("auto") if _is_forced(request) and not traits.takes_forced_call else request.tool_choice
    is_single = request.is_parallel_tools is False
    if choice is None and not is_single:
        return None
    written: dict[str, Any] = {"type": _CHOICES["auto" if choice is None else choice.mode]}
    if choice is not None and choice.mode == "named":
        written["name"] = choice.name
    if is_single and written["type"] != "none":
        written["disable_parallel_tool_use"] = True
    return written
