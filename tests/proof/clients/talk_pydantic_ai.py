"""A conversation by pydantic-ai: an answer, a stream, a tool and structured output. Prints what it got as JSON.

Usage: python talk_pydantic_ai.py URL KEY MODEL…
"""

import asyncio
import json
import sys

from pydantic import BaseModel
from pydantic_ai import Agent
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.openai import OpenAIProvider


class City(BaseModel):
    name: str
    country: str


async def talk(model: object) -> dict[str, object]:
    """Hold one conversation."""
    agent = Agent(model, system_prompt="Be brief.")
    told: dict[str, object] = {"answer": (await agent.run("Say hello")).output}
    async with agent.run_stream("Say hello") as stream:
        told["stream"] = "".join([piece async for piece in stream.stream_text(delta=True)])
    asked: list[str] = []

    def weather(city: str) -> str:
        """Tell the weather of a city."""
        asked.append(city)
        return "21 degrees"

    told["tool"] = (await Agent(model, tools=[weather]).run("Use the tool")).output
    told["asked"] = asked
    told["city"] = (await Agent(model, output_type=City).run("A city, structured")).output.model_dump()
    return told


async def main() -> None:
    """Talk over each wire to each model."""
    url, key, *models = sys.argv[1:]
    openai = OpenAIProvider(base_url=f"{url}/v1", api_key=key)
    anthropic = AnthropicProvider(base_url=url, api_key=key)
    for name in models:
        for model in (
            OpenAIChatModel(name, provider=openai),
            OpenAIResponsesModel(name, provider=openai),
            AnthropicModel(name, provider=anthropic),
        ):
            print(json.dumps({"wire": type(model).__name__, "model": name, **await talk(model)}))


asyncio.run(main())
