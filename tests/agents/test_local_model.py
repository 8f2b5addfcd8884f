"""Which model answers where nothing is started."""

import pytest

from pilothouse.agents import default_model
from pilothouse.agents.local_model import LocalModel
from pilothouse.llm.messages import Message, ModelRequest
from pilothouse.testing import ScriptedModel

OPENAI, ANTHROPIC = {"OPENAI_API_KEY": "sk-none"}, {"ANTHROPIC_API_KEY": "none"}  # not a secret


@pytest.mark.parametrize(
    ("environment", "wanted", "provider", "model"),
    [
        ({}, "auto", "builtin", "builtin"),
        (OPENAI, "auto", "openai", "gpt-4o-mini"),
        (ANTHROPIC, "auto", "anthropic", "claude-haiku-4-5"),
        (ANTHROPIC | OPENAI, "auto", "anthropic", "claude-haiku-4-5"),
        (ANTHROPIC | OPENAI, "gpt-4o", "openai", "gpt-4o-mini"),
        (OPENAI | {"PILOTHOUSE_GATEWAY_DEFAULT_MODEL": "gpt-4o"}, "auto", "openai", "gpt-4o"),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:8080/v1"}, "llama3", "openai_compatible", "llama3"),
    ],
)
async def test_the_environment_decides(environment: dict[str, str], wanted: str, provider: str, model: str) -> None:
    chosen = default_model(wanted, environment)
    assert (chosen.provider.name, chosen.name) == (provider, model)
    await chosen.aclose()


async def test_an_agent_that_names_a_model_gets_that_one() -> None:
    provider = ScriptedModel("a", "b")
    local = LocalModel(provider, "usual")
    for name in ("auto", "other"):
        async for _ in local.stream(ModelRequest(name, (Message("user", "Hi"),))):
            pass
    assert [request.model for request in provider.requests] == ["usual", "other"]
