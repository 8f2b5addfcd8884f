"""Looking at one's own memory, putting it right, forgetting."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from starlette.responses import Response

from pilothouse.chat.conversations.deps import CanChat
from pilothouse.chat.memory.facts import FactService
from pilothouse.chat.memory.recall import RecallService
from pilothouse.chat.memory.schemas import FactCreate, FactRead, FactUpdate, RecalledRead
from pilothouse.core import json
from pilothouse.server.envelope import ApiRouter, file_responses
from pilothouse.server.session import SessionDep

router = ApiRouter(prefix="/api/v1/chat/memory", tags=["chat"])


async def get_fact_service(request: Request, session: SessionDep) -> FactService:
    """Build the service of this request."""
    state = request.app.state
    return FactService(session, state.settings.chat.max_facts, state.security.screener)


FactServiceDep = Annotated[FactService, Depends(get_fact_service)]


@router.get("/facts")
async def list_facts(
    who: CanChat,
    facts: FactServiceDep,
    q: Annotated[str | None, Query(max_length=200, description="Words in the fact.")] = None,
) -> list[FactRead]:
    """Return what agents are told of you, oldest first."""
    words = (q or "").strip().lower()
    return [FactRead.model_validate(fact) for fact in await facts.all(who) if words in fact.text.lower()]


@router.post("/facts", status_code=201)
async def remember_fact(body: FactCreate, who: CanChat, facts: FactServiceDep) -> FactRead:
    """Let agents know something about you in every conversation."""
    return FactRead.model_validate(await facts.add(who, body.text, "person", expires_at=body.expires_at))


@router.patch("/facts/{fact_id}")
async def change_fact(fact_id: UUID, body: FactUpdate, who: CanChat, facts: FactServiceDep) -> FactRead:
    """Put a fact right."""
    return FactRead.model_validate(await facts.change(who, fact_id, body))


@router.delete("/facts/{fact_id}", status_code=204, response_class=Response)
async def forget_fact(fact_id: UUID, who: CanChat, facts: FactServiceDep) -> Response:
    """Forget one fact, for good."""
    await facts.forget(who, fact_id)
    return Response(status_code=204)


@router.delete("", status_code=204, response_class=Response)
async def forget_everything(who: CanChat, facts: FactServiceDep) -> Response:
    """Forget every fact, for good. Conversations stay; delete those one by one."""
    await facts.forget_all(who)
    return Response(status_code=204)


@router.get("/search")
async def search_memory(
    who: CanChat,
    session: SessionDep,
    q: Annotated[str, Query(min_length=1, max_length=500, description="What it was about, in your words.")],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[RecalledRead]:
    """Find earlier messages of yours by their meaning."""
    found = await RecallService(session).search(who, q, limit)
    return [RecalledRead.model_validate(each, from_attributes=True) for each in found]


@router.get("/export", response_class=Response, responses=file_responses("application/json"))
async def export_memory(who: CanChat, facts: FactServiceDep) -> Response:
    """Download every fact as JSON."""
    content = {
        "format": "pilothouse.memory",
        "version": 1,
        "exported_at": datetime.now(UTC),
        "facts": [FactRead.model_validate(fact).model_dump(mode="json") for fact in await facts.all(who)],
    }
    headers = {"Content-Disposition": "attachment; filename=memory.json"}
    return Response(json.dumps(content), media_type="application/json", headers=headers)
