"""Feedback over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from pilothouse.core.principal import Principal
from pilothouse.runtime.feedback.schemas import FeedbackPut, FeedbackRead, Subject
from pilothouse.runtime.feedback.service import FeedbackService
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter
from pilothouse.server.session import SessionDep

router = ApiRouter(prefix="/api/v1/runs/{run_id}/feedback", tags=["feedback"])

CanInvoke = Annotated[Principal, require_permission("agents:invoke")]


async def get_feedback_service(session: SessionDep) -> FeedbackService:
    """Build the service in the request's transaction."""
    return FeedbackService(session)


FeedbackServiceDep = Annotated[FeedbackService, Depends(get_feedback_service)]


@router.get("")
async def list_feedback(run_id: UUID, who: CanInvoke, feedback: FeedbackServiceDep) -> list[FeedbackRead]:
    """Return what you said about a run and its parts."""
    return [FeedbackRead.model_validate(row) for row in await feedback.of_run(who, run_id)]


@router.put("")
async def put_feedback(run_id: UUID, body: FeedbackPut, who: CanInvoke, feedback: FeedbackServiceDep) -> FeedbackRead:
    """Say what you think of a run, a tool call or a message; a second time replaces the first."""
    return FeedbackRead.model_validate(await feedback.put(who, run_id, body))


@router.delete("", status_code=204)
async def delete_feedback(
    run_id: UUID,
    who: CanInvoke,
    feedback: FeedbackServiceDep,
    subject: Subject = "run",
    subject_id: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Take back what you said."""
    await feedback.take_back(who, run_id, subject, subject_id)
    return Response(status_code=204)
