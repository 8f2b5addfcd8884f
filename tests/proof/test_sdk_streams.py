"""The streams in the vendors' own tests say the same after translation to another wire."""

import json
from pathlib import Path
from typing import Any

import pytest
from anthropic.types import Message as AnthropicMessage

from pilothouse.llm.dialects import DialectName, dialect
from pilothouse.llm.messages import ToolCallEvent
from tests.llm.dialects.clients import completion_of, message_of_stream, response_of
from tests.llm.dialects.sayings import essence, read, written

from .sdk import fetch

pytestmark = [pytest.mark.proof, pytest.mark.timeout(600)]
TARGETS: list[DialectName] = ["openai_chat", "openai_responses", "anthropic_messages"]
INVALID_JSON = "tool_use_invalid_json_response"  # the vendor's client gives up on it; a translation need not


@pytest.fixture(scope="module")
def streams(request: pytest.FixtureRequest) -> dict[str, bytes]:
    """Anthropic's streams by name."""
    folder = fetch("anthropic", request.config.cache.mkdir("sdists")) / "tests"
    found = [*folder.glob("lib/streaming/fixtures/*.txt"), *folder.glob("fixtures/**/*.sse")]
    assert len(found) > 10
    return {path.stem: path.read_bytes() for path in found}


def test_of_anthropic_are_read_as_its_client_reads_them(streams: dict[str, bytes]) -> None:
    for name, stream in streams.items():
        if name == INVALID_JSON:
            continue
        expected, got = message_of_stream(stream), essence(read(dialect("anthropic_messages"), stream, stream=True))
        assert got["text"] == _text(expected), name
        assert got["thinking"] == "".join(block.thinking for block in expected.content if block.type == "thinking"), (
            name
        )
        assert (got["usage"].output_tokens, name) == (expected.usage.output_tokens, name)
        if expected.stop_reason != "max_tokens":  # then the last call is cut, and only one side has a form for that
            calls = [(block.id, block.name, block.input) for block in expected.content if block.type == "tool_use"]
            assert [(call.id, call.name, call.arguments) for call in got["calls"]] == calls, name


@pytest.mark.parametrize("target", TARGETS)
def test_of_anthropic_survive_translation(streams: dict[str, bytes], target: DialectName) -> None:
    for name, stream in streams.items():
        events = read(dialect("anthropic_messages"), stream, stream=True)
        again = read(dialect(target), written(dialect(target), events, stream=True), stream=True)
        told, said = essence(again), essence(events)
        kept = ("thinking", "seals", "calls")
        assert {key: told[key] for key in kept} == {key: said[key] for key in kept}, name
        assert told["text"] + told["refusal"] == said["text"] + said["refusal"], name  # one wire tells them as one


def test_of_anthropic_are_put_together_by_openais_client(streams: dict[str, bytes]) -> None:
    for name, stream in streams.items():
        events = read(dialect("anthropic_messages"), stream, stream=True)
        said = essence(events)
        if said["reason"] not in {"stop", "tool_calls"}:
            continue  # of a cut answer the client makes an error of its own
        completion = completion_of(written(dialect("openai_chat"), events, stream=True)).choices[0].message
        assert (completion.content or "") == said["text"], name
        assert len(completion.tool_calls or []) == len(said["calls"]), name
        response = response_of(written(dialect("openai_responses"), events, stream=True))
        assert response.output_text == said["text"], name


def test_of_openai_survive_translation(request: pytest.FixtureRequest) -> None:
    folder = fetch("openai", request.config.cache.mkdir("sdists")) / "tests"
    n_answers = 0
    for events in _response_streams(folder):
        stream = b"".join(f"data: {json.dumps(event)}\n\n".encode() for event in events)
        answer = read(dialect("openai_responses"), stream, stream=True)
        message = message_of_stream(written(dialect("anthropic_messages"), answer, stream=True))
        assert _text(message) == essence(answer)["text"]
        calls = [event.call.arguments for event in answer if isinstance(event, ToolCallEvent)]
        assert [block.input for block in message.content if block.type == "tool_use"] == calls
        n_answers += 1
    assert n_answers


def _text(message: AnthropicMessage) -> str:
    return "".join(block.text for block in message.content if block.type == "text")


def _response_streams(folder: Path) -> list[list[dict[str, Any]]]:
    """Find the complete streams of responses among the scenarios of OpenAI's tests."""
    scenarios = json.loads((folder / "lib/responses/fixtures/websocket_scenarios.json").read_text())
    return [
        events
        for events in _lists_of_events(scenarios)
        if events[0]["type"] == "response.created" and events[-1]["type"] == "response.completed"
    ]


def _lists_of_events(value: Any) -> list[list[dict[str, Any]]]:
    if isinstance(value, dict):
        return [found for each in value.values() for found in _lists_of_events(each)]
    if not isinstance(value, list) or not value:
        return []
    if all(isinstance(each, dict) and str(each.get("type", "")).startswith("response.") for each in value):
        return [value]
    return [found for each in value for found in _lists_of_events(each)]
