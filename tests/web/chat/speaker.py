"""A provider that does what the person's message says: speaks at a pace, calls a tool, fails. Chat completions only.

Orders, each on a line of its own; what is none of them is ignored:

    say WORDS                  one line of the answer, "\\n" for a line's end
    tokens N                   N numbered words
    call TOOL {"a": 1}         call a tool before the answer; several lines are calls of one step
    slowly S                   wait S seconds before each token
    refuse STATUS              answer with an error
"""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

CUT_OFF = "cut your last answer off"  # what the platform says when an answer is to go on
CACHED_SHARE = 0.8  # of the input, as a provider with prompt caching reports a conversation


@dataclass
class Orders:
    """What one message asks for."""

    calls: list[tuple[str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    pace_s: float = 0.0
    status: int = 200


def orders_in(text: str) -> Orders:
    """Read a message."""
    orders = Orders()
    for line in text.splitlines():
        verb, _, rest = line.strip().partition(" ")
        match verb:
            case "say":
                orders.words += [word + " " for word in rest.replace("\\n", "\n").split(" ")]
            case "tokens":
                orders.words += [_numbered(number) for number in range(int(rest))]
            case "call":
                name, _, arguments = rest.partition(" ")
                orders.calls.append((name, arguments or "{}"))
            case "slowly":
                orders.pace_s = float(rest)
            case "refuse":
                orders.status = int(rest)
            case _:
                pass
    orders.words = orders.words or ["All ", "right."]
    return orders


class Speaker:
    """Serves `/v1/chat/completions`; counts what was asked."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.is_down = False

    async def start(self, port: int = 0) -> None:
        """Begin to listen on a loopback port."""
        app = web.Application(client_max_size=32_000_000)
        app.router.add_post("/v1/chat/completions", self._answer)
        self._runner = web.AppRunner(app, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"

    async def stop(self) -> None:
        """Leave."""
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(body)
        messages = body["messages"]
        asked, said = _asked(messages)
        orders = orders_in(_text(messages[asked]["content"]))
        orders.words = orders.words[len(said.split()) :] if said else orders.words
        if orders.status != 200 or self.is_down:
            return web.json_response({"error": {"message": "no"}}, status=orders.status if not self.is_down else 503)
        was_called = any(message["role"] == "tool" for message in messages[asked:])
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        if orders.calls and not was_called and body.get("tools"):
            await self._call(response, orders, len(self.requests))
        else:
            await self._speak(response, orders)
        tokens = len(json.dumps(messages)) // 4
        await _send(response, {"choices": [], "usage": _usage(tokens, len(orders.words))})
        await response.write(b"data: [DONE]\n\n")
        return response

    async def _speak(self, response: web.StreamResponse, orders: Orders) -> None:
        for word in orders.words:
            await asyncio.sleep(orders.pace_s)
            await _send(response, {"choices": [{"index": 0, "delta": {"content": word}}]})
        await _send(response, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})

    async def _call(self, response: web.StreamResponse, orders: Orders, number: int) -> None:
        calls = [
            {
                "index": place,
                "id": f"call-{number}-{place}",
                "type": "function",
                "function": {"name": name, "arguments": arguments},
            }
            for place, (name, arguments) in enumerate(orders.calls)
        ]
        await _send(response, {"choices": [{"index": 0, "delta": {"tool_calls": calls}}]})
        await _send(response, {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]})


def _asked(messages: list[dict[str, Any]]) -> tuple[int, str]:
    """Return the place of the message to answer, and what was said of the answer before it was cut off."""
    last = next(index for index in reversed(range(len(messages))) if messages[index]["role"] == "user")
    if CUT_OFF not in _text(messages[last]["content"]):
        return last, ""
    before = next(index for index in reversed(range(last - 1)) if messages[index]["role"] == "user")
    return before, _text(messages[last - 1]["content"])


def _numbered(number: int) -> str:
    """Return a word; every sixtieth ends a paragraph."""
    return f"word{number} " + ("\n\n" if number % 60 == 59 else "")


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)


def _usage(input_tokens: int, output_tokens: int) -> dict[str, Any]:
    cached = {"cached_tokens": int(input_tokens * CACHED_SHARE)}
    return {"prompt_tokens": input_tokens, "completion_tokens": output_tokens, "prompt_tokens_details": cached}


async def _send(response: web.StreamResponse, chunk: dict[str, Any]) -> None:
    await response.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
