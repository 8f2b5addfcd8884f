"""A conversation by langchain: an answer, a stream and a tool. Prints what it got as JSON.

Usage: python talk_langchain.py URL KEY MODEL…
"""

import json
import sys

from langchain_anthropic import ChatAnthropic
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI


@tool
def weather(city: str) -> str:
    """Tell the weather of a city."""
    return f"21 degrees in {city}"


def text_of(content: object) -> str:
    """Return the text of a message, which is a text or a list of blocks."""
    if isinstance(content, str):
        return content
    return "".join(block.get("text", "") for block in content if isinstance(block, dict))  # type: ignore[attr-defined]


def talk(model: ChatOpenAI | ChatAnthropic) -> dict[str, object]:
    """Hold one conversation."""
    told: dict[str, object] = {"answer": text_of(model.invoke("Say hello").content)}
    told["stream"] = "".join(text_of(chunk.content) for chunk in model.stream("Say hello"))
    messages = [HumanMessage("Use the tool")]
    with_tools = model.bind_tools([weather])
    first = with_tools.invoke(messages)
    (call,) = first.tool_calls
    messages += [first, ToolMessage(weather.invoke(call["args"]), tool_call_id=call["id"])]
    told["asked"] = [call["args"]["city"]]
    told["tool"] = text_of(with_tools.invoke(messages).content)
    return told


def main() -> None:
    """Talk over each wire to each model."""
    url, key, *models = sys.argv[1:]
    for name in models:
        for model in (
            ChatOpenAI(model=name, base_url=f"{url}/v1", api_key=key, stream_usage=True),
            ChatAnthropic(model=name, base_url=url, api_key=key, max_tokens=200),
        ):
            print(json.dumps({"wire": type(model).__name__, "model": name, **talk(model)}))


main()
