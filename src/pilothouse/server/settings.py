"""How the HTTP server listens and what it lets in."""

from pydantic import BaseModel, Field


class ServerSettings(BaseModel):
    """The HTTP edge. Limits are those of SPEC API-2a."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8700, ge=1, le=65535, description="Port to listen on.")
    allowed_origins: list[str] = Field([], description="Further origins whose pages may call the API, as JSON list.")
    max_body_bytes: int = Field(1_000_000, gt=0, description="Largest API body, in bytes.")
    max_upload_bytes: int = Field(100_000_000, gt=0, description="Largest uploaded file, in bytes.")
