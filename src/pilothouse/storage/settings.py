"""Where values are kept that are quick to find again."""

from pydantic import BaseModel, Field, SecretStr


class StorageSettings(BaseModel):
    """The cache: in the memory of each process, or in Redis for all of them."""

    redis_url: SecretStr | None = Field(
        default=None, description="Redis that all processes share as a cache; memory of each process when unset."
    )
    cache_mb: int = Field(default=64, ge=1, description="Memory of a process for its cache without Redis, in MB.")
