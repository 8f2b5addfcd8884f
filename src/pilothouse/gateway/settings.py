"""How models are reached and what they may cost."""

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field, SecretStr, field_validator

from pilothouse.core import json
from pilothouse.core.errors import InvalidInput


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


class GatewaySettings(BaseModel):
    """The gateway. Without a key or an address only the built-in model answers."""

    openai_base_url: str = Field(default="", description="Address of an OpenAI-compatible API, up to and with /v1.")
    openai_api_key: SecretStr | None = Field(default=None, description="Key for that address.")
    default_model: str = Field(
        default="gpt-4o-mini", min_length=1, description="Model of agents that name none, once a provider is connected."
    )
    prices: dict[str, PriceOverride] = Field(
        default={}, description='Prices by model, as JSON: {"llama3": {"input_usd": "0", "output_usd": "0"}}.'
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

    @field_validator("prices", mode="before")
    @classmethod
    def _read_json(cls, value: Any) -> Any:
        """Take the JSON text that an environment variable holds."""
        try:
            return json.loads(value) if isinstance(value, str) else value
        except InvalidInput as error:
            raise ValueError(error.message) from error
