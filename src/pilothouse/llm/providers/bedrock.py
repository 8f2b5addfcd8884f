"""Anthropic's models on Amazon Bedrock, by InvokeModel and InvokeModelWithResponseStream.

Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
Tried with the official client's requests against a local server that checks signatures; never run against the live
service.
"""

import base64
from collections.abc import AsyncGenerator, Mapping
from typing import Any, ClassVar, Self
from urllib.parse import quote

import msgspec
from multidict import CIMultiDict
from yarl import URL

from pilothouse.core.errors import InvalidInput, UpstreamFailed
from pilothouse.core.json import dumps
from pilothouse.llm.providers._aws import AwsSigner
from pilothouse.llm.providers._config import checked_key, checked_url, request_headers, required_option
from pilothouse.llm.providers._event_stream import ServerSentAnswer
from pilothouse.llm.providers._json_body import fields_of, is_true, written
from pilothouse.llm.providers._wire import NOTHING, HttpProvider, Outgoing
from pilothouse.llm.providers.anthropic import API_VERSION
from pilothouse.llm.providers.base import Answer, Operation, ProviderConfig, provider

_EVENT_STREAM = "application/vnd.amazon.eventstream"
_MAX_COUNT_BYTES = 64 * 1024


class _Counted(msgspec.Struct, rename="camel"):
    input_tokens: int


class CountedAnswer:
    """The answer to a count of tokens, in Anthropic's words."""

    is_stream = False
    status = 200

    def __init__(self, input_tokens: int) -> None:
        self.headers: Mapping[str, str] = CIMultiDict({"content-type": "application/json"})
        self._body = dumps({"input_tokens": input_tokens})

    async def read(self, limit_bytes: int) -> bytes:
        """Return the body as `Answer.read` says."""
        del limit_bytes
        return self._body

    async def next_chunk(self) -> bytes:
        """Return the body, then nothing."""
        body, self._body = self._body, b""
        return body

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the body."""
        yield self._body

    def close(self) -> None:
        """Hold nothing, so let go of nothing."""


@provider
class Bedrock(HttpProvider):
    """One region of Bedrock, as option "region".

    The key is an API key of Bedrock, or "access key id:secret[:session token]"; without one AWS's usual sources are
    asked, for the operator. Signing needs the extra `bedrock`.
    """

    name = "bedrock"
    dialect = "anthropic_messages"
    operations: frozenset[Operation] = frozenset({"messages", "count_tokens"})
    price_list = "aws"
    default_model: ClassVar[str | None] = "global.anthropic.claude-haiku-4-5-20251001-v1:0"

    def __init__(self, config: ProviderConfig, region: str) -> None:
        """Describe the region; nothing is sent yet."""
        key = checked_key(config)
        is_signed = key is None or ":" in key
        own = {} if is_signed else {"authorization": f"Bearer {key}"}
        base_url = checked_url(config, f"https://bedrock-runtime.{region}.amazonaws.com")
        super().__init__(config, base_url, request_headers(config, own), key)
        self._signer = AwsSigner(self.name, region, key) if is_signed else None

    @classmethod
    def connect(cls, config: ProviderConfig) -> Self:
        """Make a provider as `ProviderType.connect` says. By convention: `AWS_REGION` and AWS's or Bedrock's key."""
        if not config.api_key and not config.is_operators:
            raise InvalidInput(f"{config.name} needs a key.")
        return cls(config, required_option(config, "region", "an AWS region"))

    @classmethod
    def serves(cls, model: str) -> bool:
        """Serve Anthropic's models alone; the others there have wires of their own."""
        return "anthropic.claude" in model

    async def send(
        self, operation: Operation, body: bytes, *, model: str, headers: Mapping[str, str] = NOTHING, ends_at: float
    ) -> Answer:
        """Send a request as `WireProvider.send` says; its answer reads as Anthropic's own."""
        answer = await super().send(operation, body, model=model, headers=headers, ends_at=ends_at)
        if not 200 <= answer.status < 300:
            return answer
        if operation == "count_tokens":
            return await self._counted(answer)
        is_events = answer.headers.get("content-type", "").startswith(_EVENT_STREAM)
        return ServerSentAnswer(answer) if is_events else answer

    async def check(self, *, model: str | None, ends_at: float) -> list[str] | None:
        """See whether the connection works: count the tokens of one word."""
        name = model or self.default_model or ""
        body = dumps({"model": name, "max_tokens": 1, "messages": [{"role": "user", "content": "Hello"}]})
        answer = await self.send("count_tokens", body, model=name, ends_at=ends_at)
        await self._raise_for(answer)
        answer.close()

    async def _outgoing(self, operation: Operation, body: bytes, model: str, headers: Mapping[str, str]) -> Outgoing:
        fields: dict[str, Any] = dict(fields_of(body))
        fields.pop("model", None)
        is_streaming = is_true(fields, "stream")
        fields.pop("stream", None)
        fields.setdefault("anthropic_version", headers.get("anthropic-version", API_VERSION))
        if betas := headers.get("anthropic-beta"):
            fields.setdefault("anthropic_beta", [beta.strip() for beta in betas.split(",")])
        action = "invoke-with-response-stream" if is_streaming else "invoke"
        if operation == "count_tokens":
            fields.setdefault("max_tokens", 1)  # the inner request is one for an answer, which must have a bound
            fields = {"input": {"invokeModel": {"body": base64.b64encode(written(fields)).decode()}}}
            action = "count-tokens"
        url = self.url(f"model/{quote(_one_segment(model), safe=':')}/{action}")
        return await self._signed(url, written(fields))

    async def _signed(self, url: URL, body: bytes) -> Outgoing:
        if self._signer is None:
            return Outgoing(url, body, self._headers)
        return Outgoing(url, body, CIMultiDict(await self._signer.signed(str(url), body, self._headers)))

    async def _counted(self, answer: Answer) -> Answer:
        try:
            counted = msgspec.json.decode(await answer.read(_MAX_COUNT_BYTES), type=_Counted)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UpstreamFailed(f"{self.name} did not count tokens in the published shape.") from error
        return CountedAnswer(counted.input_tokens)


def _one_segment(model: str) -> str:
    """Return a model's name that can stand in an address.

    Raises:
        InvalidInput: it would lead to another address.
    """
    if model in {"", ".", ".."}:
        raise InvalidInput(f"{model!r} is not the name of a model.")
    return model
