"""Trust on the wire."""

from datetime import datetime
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

SubjectKind: TypeAlias = Literal["tool", "agent", "api_key", "skill"]


class TrustReason(BaseModel):
    """What moved a score, and by how many points."""

    model_config = ConfigDict(from_attributes=True)

    words: str
    points: float


class TrustRead(BaseModel):
    """How far a tool, agent, API key or skill is trusted."""

    kind: SubjectKind
    name: str = Field(description="Of an API key its id.")
    score: float = Field(description="0 (never) to 100 (nothing speaks against it).")
    reasons: list[TrustReason] = Field(description="What moved it, most first.")


class TrustPoint(BaseModel):
    """The score at the end of one day."""

    at: datetime
    score: float


class TrustHistory(TrustRead):
    """A score, and how it came to that."""

    history: list[TrustPoint] = Field(description="Oldest first, one for each day.")
