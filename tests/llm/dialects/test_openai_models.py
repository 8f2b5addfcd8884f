import pytest

from pilothouse.llm.dialects.openai_models import effort_for, takes_reasoning


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-4.1-mini", "gpt-3.5-turbo", "chatgpt-4o-latest", "openai/gpt-4o"])
def test_older_models_do_not_take_an_effort(model: str) -> None:
    assert not takes_reasoning(model)


@pytest.mark.parametrize("model", ["gpt-5.1", "o3-mini", "openai/gpt-5", "llama-3.3-70b", "my-gpt-4o-like"])
def test_others_do(model: str) -> None:
    assert takes_reasoning(model)


@pytest.mark.parametrize(("budget", "effort"), [(1024, "low"), (2048, "low"), (4096, "medium"), (32_000, "high")])
def test_a_budget_becomes_an_effort(budget: int, effort: str) -> None:
    assert effort_for(budget) == effort
