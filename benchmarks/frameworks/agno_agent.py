"""Agno."""

import json
from dataclasses import dataclass, field
from typing import Any

from agno.agent import Agent
from agno.models.base import Model
from agno.models.response import ModelResponse

from benchmarks.frameworks import measure


@dataclass
class Scripted(Model):
    """Says what the script wants."""

    id: str = "scripted"
    cities: list[str] = field(default_factory=list)

    async def ainvoke(self, *arguments: Any, **options: Any) -> ModelResponse:
        del arguments, options
        if not self.cities:
            return ModelResponse(role="assistant", content="Done.")
        city = self.cities.pop(0)
        function = {"name": "lookup", "arguments": json.dumps({"city": city})}
        call = {"id": f"c{city}", "type": "function", "function": function}
        return ModelResponse(role="assistant", tool_calls=[call])

    def invoke(self, *arguments: Any, **options: Any) -> ModelResponse:
        raise NotImplementedError

    def invoke_stream(self, *arguments: Any, **options: Any) -> Any:
        raise NotImplementedError

    def ainvoke_stream(self, *arguments: Any, **options: Any) -> Any:
        raise NotImplementedError

    def _parse_provider_response(self, response: Any, **options: Any) -> ModelResponse:
        del options
        return response

    def _parse_provider_response_delta(self, response: Any) -> ModelResponse:
        return response


def make(n_calls: int = 1) -> Agent:
    model = Scripted(cities=measure.script(n_calls))
    return Agent(model=model, tools=[measure.lookup], instructions="Answer.", telemetry=False)


async def work(n_calls: int) -> None:
    result = await make(n_calls).arun("Go")
    assert len(result.tools or []) == n_calls


if __name__ == "__main__":
    measure.measure(make, work)
