"""Approvals on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pilothouse.core.inputs import JsonObject
from pilothouse.core.principal import Principal
from pilothouse.runtime.approvals import tables as states
from pilothouse.runtime.approvals.tables import Approval

OUTCOME_UNKNOWN = (
    "This was approved before and begun, but its result was lost, so nobody knows whether it was done. Look before you"
    " approve it a second time."
)


class PersonRead(BaseModel):
    """Somebody, by name."""

    id: UUID
    name: str | None


class ApprovalDecide(BaseModel):
    """A decision about a call."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"decision": "refuse", "reason": "Send it to the team first, not to the customer."}]
        },
    )

    decision: Literal["approve", "refuse"]
    arguments: JsonObject | None = Field(None, description="Instead of the model's; null leaves them as they are.")
    reason: str = Field("", max_length=2000, description="Told to the agent when the call is refused.")


class ApprovalRead(BaseModel):
    """A tool call that waits for a person, or was decided by one."""

    id: UUID
    run_id: UUID | None
    mission_id: UUID | None
    conversation_id: UUID | None = Field(description="Where it was asked, when that is a conversation of your own.")
    agent: str
    tool: str
    arguments: dict[str, Any]
    edited_arguments: dict[str, Any] | None
    input_schema: dict[str, Any] = Field(description="Of the tool's arguments, for editing them.")
    note: str | None = Field(description="Why it is asked again, when it is.")
    state: str
    requested_by: PersonRead
    decided_by: PersonRead | None
    reason: str | None
    created_at: datetime
    decided_at: datetime | None
    can_decide: bool

    @classmethod
    def of(
        cls,
        row: Approval,
        who: Principal,
        names: Mapping[UUID, str],
        schema: dict[str, Any],
        conversation_id: UUID | None,
    ) -> "ApprovalRead":
        """Describe a row to somebody; `conversation_id` is that of its run."""
        may = row.requested_by_id == who.user_id or who.may("approvals:decide")
        return cls(
            id=row.id,
            run_id=row.run_id,
            mission_id=row.mission_id,
            conversation_id=conversation_id if row.requested_by_id == who.user_id else None,
            agent=row.agent,
            tool=row.tool,
            arguments=row.arguments,
            edited_arguments=row.edited_arguments,
            input_schema=schema,
            note=OUTCOME_UNKNOWN if row.is_outcome_unknown else None,
            state=row.state,
            requested_by=PersonRead(id=row.requested_by_id, name=names.get(row.requested_by_id)),
            decided_by=PersonRead(id=row.decided_by_id, name=names.get(row.decided_by_id))
            if row.decided_by_id
            else None,
            reason=row.reason,
            created_at=row.created_at,
            decided_at=row.decided_at,
            can_decide=may and row.state == states.PENDING,
        )
