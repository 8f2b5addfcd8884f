"""How agents are put to work."""

from pydantic import BaseModel, Field, SecretStr


class RuntimeSettings(BaseModel):
    """Runs: how long they may go unread, and how their output is written."""

    reader_grace_s: float = Field(
        default=60.0, gt=0, description="A run that nobody has read for this long is stopped, unless it is detached."
    )
    coalesce_ms: int = Field(
        default=50, ge=5, le=1000, description="Text that comes within this time is written as one event."
    )
    sweep_s: float = Field(
        default=1.0, gt=0, description="How often a process looks for runs that no living process has, in seconds."
    )
    keep_days: int = Field(
        default=90,
        ge=0,
        description="Days for which finished runs without a conversation, with their artifacts, and figures of agents "
        "and tools are kept; 0 keeps them for ever.",
    )
    statistics_days: int = Field(
        default=30, ge=1, le=365, description="Days that the figures of agents and tools look back unless asked."
    )
    embeddings: str = Field(
        default="static",
        description="What gives the vectors that agents and tools are found by: static needs neither model nor network;"
        " else the folder of a sentence model such as all-MiniLM-L6-v2, or the URL of an OpenAI-compatible endpoint,"
        " https://api.openai.com/v1/embeddings for one.",
    )
    embeddings_model: str = Field(
        default="text-embedding-3-small", description="Model that the embeddings endpoint is asked for."
    )
    embeddings_key: SecretStr | None = Field(default=None, description="Key for the embeddings endpoint.")
