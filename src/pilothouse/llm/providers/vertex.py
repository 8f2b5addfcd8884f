"""Vertex AI: Google's models by its OpenAI-compatible endpoint, Anthropic's by raw prediction.

Source: https://cloud.google.com/vertex-ai/generative-ai/docs/start/openai and
https://docs.anthropic.com/en/api/claude-on-vertex-ai
Tried with the official clients' requests against a local server; never run against the live service.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Self, cast
from urllib.parse import quote

from multidict import CIMultiDict

from pilothouse.core.errors import InvalidInput
from pilothouse.core.json import dumps
from pilothouse.llm.errors import ProviderRefusedKey
from pilothouse.llm.providers._config import checked_url, request_headers, required_option
from pilothouse.llm.providers._json_body import fields_of, is_true, written
from pilothouse.llm.providers._tokens import Token, TokenSource
from pilothouse.llm.providers._wire import HttpProvider, Outgoing
from pilothouse.llm.providers.anthropic import API_VERSION
from pilothouse.llm.providers.base import Operation, ProviderConfig, provider

_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address, no secret
_NO_LOCATION_HOST = "https://aiplatform.googleapis.com"


class _VertexProvider(HttpProvider):
    """A project and location of Vertex AI, as options "project" and "location".

    The key is the JSON of a service account; without one the operator's machine signs in as itself. Needs the extra
    `vertex`.
    """

    price_list = "google"

    def __init__(self, config: ProviderConfig) -> None:
        """Describe the project; nothing is sent yet."""
        project = required_option(config, "project", "the id of a Google Cloud project")
        location = required_option(config, "location", 'a location, such as "global" or "europe-west1"')
        base_url = f"{checked_url(config, _host(location))}/v1/projects/{project}/locations/{location}"
        super().__init__(config, base_url, request_headers(config, {}))
        self._tokens = TokenSource(self.name, _GoogleTokens(self.name, _service_account(config)))

    @classmethod
    def connect(cls, config: ProviderConfig) -> Self:
        """Make a provider as `ProviderType.connect` says. By convention the project is `GOOGLE_CLOUD_PROJECT`."""
        return cls(config)

    async def _signed(self, headers: Mapping[str, str]) -> CIMultiDict[str]:
        signed = CIMultiDict(self._with(headers))
        signed["authorization"] = f"Bearer {await self._tokens.get()}"
        return signed


@provider
class Vertex(_VertexProvider):
    """Google's own models, by chat completions. A name without a publisher is Google's."""

    name = "vertex"
    dialect = "openai_chat"
    paths: ClassVar[Mapping[Operation, str]] = {"chat": "endpoints/openapi/chat/completions"}
    operations = frozenset(paths)
    default_model = "gemini-2.5-flash"

    @classmethod
    def serves(cls, model: str) -> bool:
        """Serve all but Anthropic's models."""
        return not model.startswith("claude")

    async def check(self, *, model: str | None, ends_at: float) -> list[str] | None:
        """See whether the connection works: count the tokens of one word."""
        name = quote(model or self.default_model or "", safe="")
        url = self.url(f"publishers/google/models/{name}:countTokens")
        body = dumps({"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]})
        answer = await self._transport.send("POST", url, body, await self._signed({}), ends_at)
        try:
            await self._raise_for(answer)
        finally:
            answer.close()

    async def _outgoing(self, operation: Operation, body: bytes, model: str, headers: Mapping[str, str]) -> Outgoing:
        if "/" not in model:
            body = written(fields_of(body) | {"model": f"google/{model}"})
        return Outgoing(self._urls[operation], body, await self._signed(headers))


@provider
class VertexAnthropic(_VertexProvider):
    """Anthropic's models. The model stands in the address, the API's version in the body."""

    name = "vertex_anthropic"
    dialect = "anthropic_messages"
    operations: frozenset[Operation] = frozenset({"messages", "count_tokens"})
    forwarded = frozenset({"anthropic-beta"})
    default_model = "claude-haiku-4-5"

    @classmethod
    def serves(cls, model: str) -> bool:
        """Serve Anthropic's models alone."""
        return model.startswith("claude")

    async def check(self, *, model: str | None, ends_at: float) -> list[str] | None:
        """See whether the connection works: count the tokens of one word."""
        name = model or self.default_model or ""
        body = dumps({"model": name, "messages": [{"role": "user", "content": "Hello"}]})
        answer = await self.send("count_tokens", body, model=name, ends_at=ends_at)
        try:
            await self._raise_for(answer)
        finally:
            answer.close()

    async def _outgoing(self, operation: Operation, body: bytes, model: str, headers: Mapping[str, str]) -> Outgoing:
        fields: dict[str, Any] = dict(fields_of(body))
        fields.setdefault("anthropic_version", headers.get("anthropic-version", API_VERSION))
        if operation == "count_tokens":
            where = "count-tokens:rawPredict"  # which wants the model in the body
        else:
            fields.pop("model", None)
            where = f"{quote(model, safe='@')}:{'streamRawPredict' if is_true(fields, 'stream') else 'rawPredict'}"
        url = self.url(f"publishers/anthropic/models/{where}")
        return Outgoing(url, written(fields), await self._signed(headers))


def _host(location: str) -> str:
    """Return the address of a location, as Google's own and Anthropic's clients do."""
    if location == "global":
        return _NO_LOCATION_HOST
    if location in {"us", "eu"}:
        return f"https://aiplatform.{location}.rep.googleapis.com"
    return f"https://{location}-aiplatform.googleapis.com"


def _service_account(config: ProviderConfig) -> dict[str, Any] | None:
    """Read the key: the JSON of a service account, and nothing that would fetch or run something else.

    Raises:
        InvalidInput: it is something else, or missing where it is needed.
    """
    if not config.api_key:
        if config.is_operators:
            return None
        raise InvalidInput(f"{config.name} needs the JSON of a service account as its key.")
    try:
        account = json.loads(config.api_key)
    except ValueError as error:
        raise InvalidInput(f"The key of {config.name} is not the JSON of a service account.") from error
    if not isinstance(account, dict) or account.get("type") != "service_account":  # pyright: ignore[reportUnknownMemberType]
        raise InvalidInput(f"The key of {config.name} is not the JSON of a service account.")
    # where a token is asked for is not for a key to say: it could name a host of this network
    return {**account, "token_uri": _TOKEN_URI}


class _GoogleTokens:
    """Fetches tokens of a service account, or of whoever this machine is signed in as."""

    def __init__(self, name: str, account: dict[str, Any] | None) -> None:
        self._name = name
        self._account = account
        self._credentials: Any = None  # google-auth has no types

    def __call__(self) -> Token:
        try:
            import google.auth
            from google.auth.transport.requests import Request
            from google.oauth2 import service_account
        except ImportError as error:  # an extra: few use Vertex AI
            raise ProviderRefusedKey(f"{self._name} needs `pip install pilothouse[vertex]`.") from error
        if self._credentials is None and self._account is not None:
            made = cast("Any", service_account.Credentials)
            self._credentials = made.from_service_account_info(self._account, scopes=[_SCOPE])
        elif self._credentials is None:
            self._credentials = cast("Any", google.auth).default(scopes=[_SCOPE])[0]
        self._credentials.refresh(Request())
        lasts = self._credentials.expiry.replace(tzinfo=UTC) - datetime.now(UTC)
        return Token(self._credentials.token, lasts.total_seconds())
