"""How durable work is leased and run."""

from typing import Literal

from pydantic import BaseModel, Field


class DurableSettings(BaseModel):
    """Leases and runners. The defaults are those that the fault tests run with."""

    engine: Literal["embedded", "temporal"] = Field(
        default="embedded", description="Who drives work: our runners or Temporal."
    )
    lease_s: float = Field(
        default=3.0, gt=0, description="A process that has not beaten for this long is taken for dead."
    )
    beat_s: float = Field(default=0.5, gt=0, description="How often a process says that it lives, in seconds.")
    poll_s: float = Field(
        default=1.0, gt=0, description="How often runners look for work that no notification announced."
    )
    concurrency: int = Field(
        default=8, ge=1, le=1000, description="How many pieces of work one process runs at a time."
    )
    temporal_address: str = Field(default="127.0.0.1:7233", description="Address of the Temporal frontend.")
    temporal_namespace: str = Field(default="default", description="Temporal namespace.")
    temporal_task_queue: str = Field(default="pilothouse", description="Temporal task queue of this installation.")
