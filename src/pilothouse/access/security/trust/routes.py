"""Trust over HTTP."""

from typing import Annotated

from fastapi import Path, Query

from pilothouse.access.security.deps import AFTER_EVENTS, CanReadSecurity, SecurityDep
from pilothouse.access.security.trust.schemas import SubjectKind, TrustHistory, TrustRead
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/security/trust", tags=["security"], dependencies=[AFTER_EVENTS])


@router.get("")
async def list_trust(who: CanReadSecurity, security: SecurityDep, kind: SubjectKind = "tool") -> list[TrustRead]:
    """List the tools, agents or API keys that something was seen of, or the scanned skills; least trusted first.

    A tool, agent or key that is not in the list has a score of 100, a skill that nobody has scanned one of 70.
    """
    return await security.trust.listed(who, kind)


@router.get("/{kind}/{name}")
async def read_trust(
    kind: SubjectKind,
    name: Annotated[str, Path(min_length=1, max_length=200)],
    who: CanReadSecurity,
    security: SecurityDep,
    days: Annotated[int, Query(ge=1, le=180)] = 30,
) -> TrustHistory:
    """Return how far a tool, agent, API key or skill is trusted, why, and how that came to be."""
    return await security.trust.get(who, kind, name, days)
