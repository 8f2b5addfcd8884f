"""Pydantic AI."""

from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from benchmarks.frameworks import measure


def a_model(n_calls: int) -> FunctionModel:
    left = iter(measure.script(n_calls))

    async def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        del messages, info
        city = next(left, None)
        part = TextPart("Done.") if city is None else ToolCallPart("lookup", {"city": city}, f"c{city}")
        return ModelResponse(parts=[part])

    return FunctionModel(answer)


def make(n_calls: int = 1) -> Agent:
    return Agent(a_model(n_calls), instructions="Answer.", tools=[measure.lookup])


async def work(n_calls: int) -> None:
    result = await make(n_calls).run("Go")
    assert result.usage.tool_calls == n_calls


if __name__ == "__main__":
    measure.measure(make, work)
