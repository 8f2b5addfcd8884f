"""How models are reached and what they may cost."""

from decimal import Decimal
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    field_validator,
)

from pilothouse.core import json
from pilothouse.core.errors import InvalidInput
from pilothouse.core.inputs import one_line


def _read_json(value: Any) -> Any:
    """Take the JSON text that an environment variable holds."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except InvalidInput as error:
        raise ValueError(error.message) from error


FromJson = BeforeValidator(_read_json)
ConnectionName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
ModelName = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(one_line)]
HeaderValue = Annotated[SecretStr, Field(max_length=20_000)]
Option = Annotated[str, StringConstraints(max_length=2000)]
Weight = Annotated[int, Field(ge=1, le=1000, description="Share of the calls among those that serve the same model.")]


class PriceOverride(BaseModel):
    """A model's price set by hand, in US dollars per million tokens. Zero is a price: the model is then free."""

    input_usd: Decimal = Field(ge=0, description="Input tokens.")
    output_usd: Decimal = Field(ge=0, description="Output tokens.")
    cached_input_usd: Decimal | None = Field(
        default=None, ge=0, description="Input read from the cache; as input when unset."
    )
    cache_write_usd: Decimal | None = Field(
        default=None, ge=0, description="Input written to the cache; as input when unset."
    )
    context_window_tokens: int | None = Field(default=None, gt=0, description="Most input tokens the model takes.")


class ConnectionSettings(BaseModel):
    """One way to models: a provider, its address and its keys."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(max_length=50, description="Type of provider, such as openai, azure or openai_compatible.")
    base_url: str = Field(default="", max_length=2000, description="Address instead of the vendor's own.")
    api_keys: list[SecretStr] = Field(default=[], max_length=50, description="Keys that share the calls evenly.")
    weight: Weight = 1
    models: dict[ModelName, ModelName] | None = Field(
        default=None,
        max_length=2000,
        description="Names served, each with the provider's own name of it. All it is known for if unset.",
    )
    headers: dict[Option, HeaderValue] = Field(default={}, max_length=20, description="Headers sent along.")
    options: dict[Option, Option] = Field(default={}, max_length=20, description="What the type knows, such as region.")

    @field_validator("models", mode="before")
    @classmethod
    def _from_list(cls, value: Any) -> Any:
        """Take a plain list of names for models that are called the same here and there."""
        return {name: name for name in value} if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]


class TargetSettings(BaseModel):
    """One place where a model route leads."""

    model_config = ConfigDict(extra="forbid")

    connection: ConnectionName
    model: ModelName = Field(description="The name the provider knows.")
    weight: Weight = 1


class ModelRouteSettings(BaseModel):
    """What a name stands for: targets that share the calls, then models to fall back to, in order."""

    model_config = ConfigDict(extra="forbid")

    targets: list[TargetSettings] = Field(default=[], max_length=20)
    fallbacks: list[ModelName] = Field(default=[], max_length=10, description="Models asked when no target answers.")


class GatewaySettings(BaseModel):
    """The gateway. Without a key or an address only the built-in model answers."""

    openai_api_key: SecretStr | None = Field(default=None, description="Key of OpenAI, or for the address below.")
    openai_base_url: str = Field(default="", description="Address of an OpenAI-compatible API, up to and with /v1.")
    anthropic_api_key: SecretStr | None = Field(default=None, description="Key of Anthropic.")
    anthropic_base_url: str = Field(default="", description="Address instead of Anthropic's own, up to before /v1.")
    together_api_key: SecretStr | None = Field(default=None, description="Key of Together.")
    azure_openai_endpoint: str = Field(
        default="", description="Address of an Azure OpenAI resource, https://….openai.azure.com."
    )
    azure_openai_api_key: SecretStr | None = Field(
        default=None, description="Its key; without one Microsoft Entra ID signs in, with the extra `azure`."
    )
    azure_openai_api_version: str = Field(
        default="", description="A dated version for addresses by deployment; the v1 API when unset."
    )
    aws_region: str = Field(
        default="", description="Region of Bedrock, such as us-east-1; with one of the next it connects it."
    )
    aws_access_key_id: str = Field(default="", description="Access key that may use Bedrock.")
    aws_secret_access_key: SecretStr | None = Field(default=None, description="Secret of that access key.")
    aws_session_token: SecretStr | None = Field(default=None, description="Session token of that access key, if any.")
    aws_bearer_token_bedrock: SecretStr | None = Field(default=None, description="API key of Bedrock instead.")
    google_cloud_project: str = Field(default="", description="Project of Vertex AI; it connects Vertex AI.")
    google_cloud_location: str = Field(default="global", description="Location of Vertex AI, such as europe-west1.")
    connections: Annotated[dict[ConnectionName, ConnectionSettings], FromJson] = Field(
        default={},
        description='Further connections by name, as JSON: {"azure-eu": {"type": "azure", "base_url": "https://…", '
        '"api_keys": ["…"], "weight": 2}}.',
    )
    routes: Annotated[dict[ModelName, ModelRouteSettings], FromJson] = Field(
        default={},
        description='Names of models and where they lead, as JSON: {"fast": {"targets": [{"connection": "openai", '
        '"model": "gpt-4o-mini"}], "fallbacks": ["claude-haiku-4-5"]}}.',
    )
    allow_private_addresses: str = Field(
        default="",
        description="Private networks that organizations' own connections may reach, separated by commas, such as "
        "10.1.0.0/16. The operator's connections may reach any.",
    )
    default_model: str = Field(
        default="gpt-4o-mini", min_length=1, description="Model of agents that name none, once a provider is connected."
    )
    prices: Annotated[dict[str, PriceOverride], FromJson] = Field(
        default={}, description='Prices by model, as JSON: {"llama3": {"input_usd": "0", "output_usd": "0"}}.'
    )
    price_file: Path | None = Field(
        default=None, description="Price table stored by `pilothouse models update-prices`; the one installed if unset."
    )
    max_body_bytes: int = Field(default=32_000_000, gt=0, description="Largest body of a call on the wires, in bytes.")
    drain_s: float = Field(
        default=30.0,
        ge=0,
        description="How long a stream is read on after its caller has left, to learn what it used, in seconds.",
    )
    budget_status: Annotated[Literal[402, 429], FromJson] = Field(
        default=429, description="HTTP status on the wires of a call that a spent budget refuses."
    )
    default_max_output_tokens: int = Field(
        default=4096, gt=0, description="Bound on answers of requests that carry none."
    )
    deadline_s: float = Field(
        default=300, gt=0, description="Longest a call may take with all its attempts, in seconds."
    )
    retries: int = Field(
        default=3, ge=0, le=10, description="Further attempts after one that failed before its first byte."
    )
    retry_base_s: float = Field(default=0.5, gt=0, description="First pause between attempts; it doubles, with jitter.")
    retry_cap_s: float = Field(
        default=8.0, gt=0, description="Longest pause between attempts that we choose ourselves."
    )
    max_connections: int = Field(
        default=1000, gt=0, description="Connections open at the same time to one provider with one key."
    )
    breaker_failures: int = Field(
        default=5, gt=0, description="Failures in a row after which a model behind a key is left alone for a while."
    )
    breaker_cool_down_s: float = Field(
        default=5.0, gt=0, description="How long it is left alone at first, in seconds; it doubles while it fails."
    )
    breaker_longest_cool_down_s: float = Field(
        default=300.0, gt=0, description="Longest it is left alone before one call tries it again, in seconds."
    )

    @field_validator("allow_private_addresses")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for part in _parts(value):
            ip_network(part)
        return value

    @property
    def private_networks(self) -> list[str]:
        """Return the private networks that organizations' connections may reach."""
        return _parts(self.allow_private_addresses)


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]
