"""The vendors' own clients, answered by bytes of ours. Nothing leaves the process."""

from collections.abc import Callable
from typing import Any

import anthropic
import httpx2
import openai
from anthropic.types import Message as AnthropicMessage
from openai.types.chat import ChatCompletion
from openai.types.responses import Response

QUESTION: Any = [{"role": "user", "content": "Hi"}]
Handler = Callable[[httpx2.Request], httpx2.Response]


def answering(body: bytes, status: int = 200) -> Handler:
    """Answer every request with a body; the kind shows at its first bytes."""
    kind = "text/event-stream" if body.startswith((b"data:", b"event:")) else "application/json"
    return lambda _: httpx2.Response(status, content=body, headers={"content-type": kind})


def openai_client(handler: Handler) -> openai.OpenAI:
    transport = httpx2.Client(transport=httpx2.MockTransport(handler))
    return openai.OpenAI(api_key="sk-test", http_client=transport, max_retries=0)  # not a secret


def anthropic_client(handler: Handler) -> anthropic.Anthropic:
    transport = httpx2.Client(transport=httpx2.MockTransport(handler))
    return anthropic.Anthropic(api_key="sk-test", http_client=transport, max_retries=0)  # not a secret


def completion_of(body: bytes) -> ChatCompletion:
    """Let OpenAI's client put a stream of chunks together."""
    client = openai_client(answering(body))
    with client.chat.completions.stream(model="m", messages=QUESTION) as stream:
        return stream.get_final_completion()


def response_of(body: bytes) -> Response:
    """Let OpenAI's client put a stream of a response together."""
    with openai_client(answering(body)).responses.stream(model="m", input="Hi") as stream:
        return stream.get_final_response()


def message_of_stream(body: bytes) -> AnthropicMessage:
    """Let Anthropic's client put a stream of a message together."""
    with anthropic_client(answering(body)).messages.stream(model="m", max_tokens=9, messages=QUESTION) as stream:
        return stream.get_final_message()
