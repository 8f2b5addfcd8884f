import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.llm.messages import Finished, Message, ModelRequest, TextDelta, ToolCall, ToolCallEvent
from pilothouse.runtime.hosting.continuing import BoundedModel, ContinuingModel
from pilothouse.runtime.runs.errors import CostLimitReached
from pilothouse.testing import ScriptedModel

REQUEST = ModelRequest("m", (Message("user", "Hi"),))


class Costly(ScriptedModel):
    """A scripted model whose calls cost something."""

    cost_microusd = 0

    def __init__(self, *replies, each_microusd: int = 0) -> None:
        super().__init__(*replies)
        self.each_microusd = each_microusd

    async def stream(self, request, *, deadline_s: float = 60):
        async for event in super().stream(request):
            yield event
        self.cost_microusd += self.each_microusd


async def text_of(model, request: ModelRequest = REQUEST) -> str:
    return "".join([event.text async for event in model.stream(request) if isinstance(event, TextDelta)])


class TestContinuing:
    async def test_gives_what_was_shown_first_and_asks_for_the_rest(self) -> None:
        inner = Costly("and the end.")
        model = ContinuingModel(inner, lambda: "The beginning ")
        assert await text_of(model) == "The beginning and the end."
        user, begun, nudge = inner.requests[0].messages
        assert begun == Message("assistant", "The beginning ")
        assert (user.role, nudge.role) == ("user", "user")

    async def test_asks_as_usual_when_nothing_was_shown_and_from_the_second_call_on(self) -> None:
        inner = Costly("one", "two")
        model = ContinuingModel(inner, lambda: "")
        assert (await text_of(model), await text_of(model)) == ("one", "two")
        assert [len(request.messages) for request in inner.requests] == [1, 1]

    @given(st.integers(0, 30))
    async def test_takes_out_what_a_model_says_again(self, cut: int) -> None:
        whole = "The quick brown fox jumps over"
        model = ContinuingModel(Costly(whole), lambda: whole[:cut])
        assert await text_of(model) == whole

    @given(st.text("ab ", max_size=8), st.text("ab ", min_size=1, max_size=8))
    async def test_loses_nothing_of_an_answer_that_only_begins_alike(self, begun: str, rest: str) -> None:
        if begun.strip() and rest.strip() and not rest.startswith(begun):
            assert await text_of(ContinuingModel(Costly(rest), lambda: begun)) == begun + rest

    async def test_lets_tool_calls_pass(self) -> None:
        call = ToolCall("1", "f", {})
        events = [event async for event in ContinuingModel(Costly(call), lambda: "Let me ").stream(REQUEST)]
        assert events[:2] == [TextDelta("Let me "), ToolCallEvent(call)]
        assert isinstance(events[2], Finished)


async def price(_model: str, input_tokens: int, output_tokens: int) -> int:
    """One micro-dollar per token of input, two per token of output."""
    return input_tokens + 2 * output_tokens


class TestBounded:
    async def test_cuts_the_answer_to_what_is_left(self) -> None:
        inner = Costly("yes")
        await text_of(BoundedModel(inner, 1_000, price, usual_tokens=4_000))
        bound = inner.requests[0].max_output_tokens
        assert 400 < bound < 500

    async def test_leaves_a_smaller_bound_alone(self) -> None:
        inner = Costly("yes")
        request = ModelRequest("m", (Message("user", "Hi"),), max_output_tokens=100)
        await text_of(BoundedModel(inner, 1_000, price, usual_tokens=4_000), request)
        assert inner.requests[0].max_output_tokens == 100

    async def test_makes_no_call_that_could_pass_the_limit(self) -> None:
        inner = Costly("one", "two", each_microusd=990)
        model = BoundedModel(inner, 1_000, price, usual_tokens=4_000)
        await text_of(model)
        with pytest.raises(CostLimitReached, match="is spent"):
            await text_of(model)
        assert len(inner.requests) == 1

    async def test_counts_what_the_run_cost_before_it_was_resumed(self) -> None:
        with pytest.raises(CostLimitReached):
            await text_of(BoundedModel(Costly("no"), 1_000, price, usual_tokens=10, spent_before=995))

    async def test_leaves_free_models_alone(self) -> None:
        async def free(_model: str, _input: int, _output: int) -> int:
            return 0

        inner = Costly("yes")
        assert await text_of(BoundedModel(inner, 0, free, usual_tokens=10)) == "yes"
        assert inner.requests[0].max_output_tokens is None
