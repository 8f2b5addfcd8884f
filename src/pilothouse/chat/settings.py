"""How people talk with agents here."""

from pydantic import BaseModel, Field


class ChatSettings(BaseModel):
    """Conversations, their memory and their limits. Durations are in the unit of the name."""

    default_agent: str = Field(default="buddy", description="Who answers when a message names no agent.")
    max_message_bytes: int = Field(
        default=8_192, ge=100, le=1_000_000, description="Longest message of a person, in bytes of UTF-8."
    )
    tiers: bool = Field(default=False, description="Whether organizations have tiers, which limit messages per hour.")
    free_messages_per_hour: int = Field(
        default=20, ge=1, description="Messages a person may send an hour on the free tier, where tiers are on."
    )
    max_queued_turns: int = Field(
        default=5, ge=0, le=100, description="Messages that may wait in one conversation while a turn is at work."
    )
    window_messages: int = Field(
        default=10, ge=2, le=200, description="Messages of a conversation that are always told word by word."
    )
    summarise_above_tokens: int = Field(
        default=24_000,
        ge=500,
        description="Size of a history above which what is older than the window is put into a summary.",
    )
    max_facts: int = Field(default=200, ge=0, le=5_000, description="Facts that are remembered of one person.")
    expire_after_days: int = Field(
        default=0, ge=0, description="Days without a message after which a conversation is deleted; 0 keeps it."
    )
    undo_days: int = Field(default=30, ge=0, description="Days for which a deleted conversation can be brought back.")
