"""The loop: ask the model, run the tools it wants, ask again, until it answers."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from pilothouse.agents.asking import Answer, answer_of
from pilothouse.agents.batch import ToolBatch
from pilothouse.agents.calls import CallRunner
from pilothouse.agents.channel import EventSink
from pilothouse.agents.errors import CallRepeated, UsageLimitReached
from pilothouse.agents.events import Completed
from pilothouse.agents.metering import RepetitionWatch
from pilothouse.agents.references import HINT
from pilothouse.agents.state import RunState
from pilothouse.core.errors import PilothouseError
from pilothouse.core.json import dumps_text
from pilothouse.llm.messages import Message, ModelRequest, ToolCall, Usage


@dataclass
class Loop:
    """One talk of a run with its model. `key` comes before every journal key, as several loops share a recorder."""

    state: RunState
    messages: list[Message]
    sink: EventSink
    key: str = ""
    _added: list[Message] = field(default_factory=list[Message])
    _usage: Usage = field(default_factory=Usage)
    _n_answers: int = 0

    async def run(self) -> Completed:
        """Tell the sink what happens and return the answer.

        Raises:
            UsageLimitReached: a limit is passed, or the model asks for tools where it is offered none.
            RunParked: a call waits for a person.
            PilothouseError: the model call failed; what was journalled before stays.
        """
        meter = self.state.meter
        watch = RepetitionWatch(self.state.agent.limits.max_repeats)
        calls_before, cost_before, tools_before = meter.model_calls, meter.cost_microusd, meter.tool_calls
        while True:
            answer = await self._ask(may_call=meter.may_offer_tools and not watch.was_told_in_vain)
            self._take(answer)
            if not answer.calls:
                return Completed(
                    answer.text,
                    self._usage,
                    tuple(self._added),
                    meter.model_calls - calls_before,
                    meter.tool_calls - tools_before,
                    cost_microusd=meter.cost_microusd - cost_before,
                )
            meter.admit_model_call()  # no tool runs whose result nobody will read
            if watch.was_told_in_vain:
                raise UsageLimitReached(f"{meter.who} keeps repeating itself.", details={"limit": "repetition"})
            await self._call_tools(answer.calls, watch)

    async def _ask(self, *, may_call: bool) -> Answer:
        self._n_answers += 1
        key = f"{self.key}model:{self._n_answers}"
        async with aclosing(answer_of(self.state, key, self._request(may_call=may_call))) as pieces:
            async for piece in pieces:
                if isinstance(piece, Answer):
                    return piece
                await self.sink.send(piece)
        raise AssertionError("An answer ends with itself.")

    def _request(self, *, may_call: bool) -> ModelRequest:
        agent = self.state.agent
        instructions = "\n\n".join(filter(None, (agent.instructions, HINT if agent.links_results else "")))
        system = [Message("system", instructions)] if instructions else []
        return ModelRequest(
            model=agent.model,
            messages=(*system, *self.messages),
            tools=tuple(tool.spec for tool in self.state.offered.values()) if may_call else (),
            max_output_tokens=agent.max_output_tokens,
            temperature=agent.temperature,
            caches_prefix=may_call or len(self.messages) > 1,  # the next call begins like this one
        )

    def _take(self, answer: Answer) -> None:
        self._usage += answer.usage
        self._append(answer.message())

    def _append(self, *messages: Message) -> None:
        self.messages.extend(messages)
        self._added.extend(messages)

    async def _call_tools(self, calls: Sequence[ToolCall], watch: RepetitionWatch) -> None:
        runner = CallRunner(self.state, self.sink)
        batch = ToolBatch(runner, f"{self.key}tool:{self._n_answers}", calls, _repeated(calls, watch))
        try:
            self._append(*await batch.run())
        except BaseExceptionGroup as group:  # the one error that ended the batch, rather than a group of one
            raise group.exceptions[0] from group


def _repeated(calls: Sequence[ToolCall], watch: RepetitionWatch) -> dict[int, PilothouseError]:
    written = [f"{call.name} {call.malformed or dumps_text(call.arguments)}" for call in calls]
    again = watch.observe(written)
    words = "You have asked for this very call before; its result will be the same. Answer with what you have."
    return {index: CallRepeated(words) for index, text in enumerate(written) if text in again}
