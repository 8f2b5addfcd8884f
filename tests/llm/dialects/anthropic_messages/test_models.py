import pytest

from pilothouse.llm.dialects.anthropic_messages.models import traits_of

OLD = ["claude-3-5-sonnet-20241022", "claude-opus-4-20250514", "claude-2.1", "claude-instant-1.2", "deepseek-chat"]
MIDDLE = ["claude-sonnet-4-5-20250929", "claude-haiku-4-5", "claude-opus-4-5@20251101"]
PRESENT = ["claude-opus-5-5", "claude-sonnet-5", "claude-fable-5-2", "claude-mythos-preview", "claude-next"]


@pytest.mark.parametrize("model", OLD)
def test_old_models_take_sampling_and_budgets(model: str) -> None:
    traits = traits_of(model)
    assert traits.samples
    assert not any((traits.thinks_adaptively, traits.efforts, traits.takes_schema, traits.takes_late_system))


@pytest.mark.parametrize("model", MIDDLE)
def test_then_came_schemas(model: str) -> None:
    traits = traits_of(model)
    assert (traits.samples, traits.takes_schema, traits.thinks_adaptively) == (True, True, False)


def test_then_came_adaptive_thinking() -> None:
    traits = traits_of("us.anthropic.claude-sonnet-4-6-v1:0")
    assert (traits.samples, traits.thinks_adaptively, traits.takes_late_system) == (True, True, False)
    assert not traits_of("claude-opus-4-7").samples


@pytest.mark.parametrize("model", PRESENT)
def test_present_models_take_everything_but_sampling(model: str) -> None:
    traits = traits_of(model)
    assert not traits.samples
    assert traits.thinks_adaptively
    assert traits.efforts == {"low", "medium", "high", "xhigh", "max"}
    assert traits.takes_schema


def test_single_models_take_an_effort_earlier() -> None:
    assert traits_of("claude-opus-4-5").efforts == {"low", "medium", "high"}
    assert not traits_of("claude-sonnet-4-5").efforts
    assert "xhigh" not in traits_of("claude-opus-4-6").efforts
    assert traits_of("claude-opus-4-1-20250805").takes_schema


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("claude-opus-5", "disabled"),
        ("claude-sonnet-5-5", "between_tools"),
        ("claude-opus-5-5", None),
        ("claude-fable-5", None),
        ("claude-sonnet-4-5", None),
    ],
)
def test_thinking_is_turned_off_in_several_ways(model: str, kind: str | None) -> None:
    assert traits_of(model).no_thinking == kind


def test_some_refuse_to_be_forced_or_do_not_listen_later() -> None:
    forced = {
        model: traits_of(model).takes_forced_call for model in ("claude-opus-5", "claude-opus-5-5", "claude-haiku-5-5")
    }
    assert forced == {"claude-opus-5": True, "claude-opus-5-5": False, "claude-haiku-5-5": True}
    assert traits_of("claude-opus-4-8").takes_late_system
    assert not traits_of("claude-sonnet-5").takes_late_system
