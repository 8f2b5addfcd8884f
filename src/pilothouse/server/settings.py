"""How the HTTP server listens and what it lets in."""

from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, field_validator


class ServerSettings(BaseModel):
    """The HTTP edge: where it listens, who may call it, and how much may be sent."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8700, ge=1, le=65535, description="Port to listen on.")
    allowed_origins: list[str] = Field(
        default=[], description="Further origins whose pages may call the API, separated by commas."
    )
    max_body_bytes: int = Field(default=1_000_000, gt=0, description="Largest API body, in bytes.")
    max_upload_bytes: int = Field(default=100_000_000, gt=0, description="Largest uploaded file, in bytes.")

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        """Take the list that an environment variable holds: origins separated by commas."""
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("allowed_origins")
    @classmethod
    def _check(cls, origins: list[str]) -> list[str]:
        """Refuse what no browser would ever send: an origin is scheme, host and port, without a path."""
        for origin in origins:
            parts = urlsplit(origin)
            if (
                parts.scheme not in {"http", "https"}
                or not parts.hostname
                or origin != f"{parts.scheme}://{parts.netloc}"
            ):
                raise ValueError(f"{origin!r} is not an origin; write it like https://pilot.example")
        return origins
