"""LangGraph's ready-made agent."""

from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langgraph.prebuilt import create_react_agent

from benchmarks.frameworks import measure


class Scripted(BaseChatModel):
    """Says what the script wants."""

    cities: list[str]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, **options: Any) -> "Scripted":
        del tools, options
        return self

    def _generate(self, messages: list[BaseMessage], *arguments: Any, **options: Any) -> ChatResult:
        del arguments, options
        done = sum(isinstance(each, ToolMessage) for each in messages)
        said = AIMessage("Done.")
        if done < len(self.cities):
            call = {"name": "lookup", "args": {"city": self.cities[done]}, "id": f"c{done}"}
            said = AIMessage("", tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=said)])

    async def _agenerate(self, messages: list[BaseMessage], *arguments: Any, **options: Any) -> ChatResult:
        return self._generate(messages, *arguments, **options)


def make(n_calls: int = 1) -> Any:
    return create_react_agent(Scripted(cities=measure.script(n_calls)), [measure.lookup], prompt="Answer.")


async def work(n_calls: int) -> None:
    result = await make(n_calls).ainvoke({"messages": [("user", "Go")]}, {"recursion_limit": 1000})
    assert sum(isinstance(each, ToolMessage) for each in result["messages"]) == n_calls


if __name__ == "__main__":
    measure.measure(make, work)
