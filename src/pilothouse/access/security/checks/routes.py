"""Trying out over HTTP."""

from pilothouse.access.security.checks.schemas import DetectorsRead, PastRead, TriedText, TryPast, TryText
from pilothouse.access.security.deps import CanReadSecurity, SecurityDep
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/security", tags=["security"])


@router.post("/try")
async def try_text(wanted: TryText, who: CanReadSecurity, security: SecurityDep) -> TriedText:
    """Say what would happen to a text in some place. Nothing is stored and nobody is told."""
    return await security.checks.try_text(who, wanted)


@router.post("/try/past")
async def try_past(wanted: TryPast, who: CanReadSecurity, security: SecurityDep) -> PastRead:
    """Hold a policy against the events of the last days before it is laid down."""
    return await security.checks.try_past(who, wanted)


@router.get("/detectors")
async def list_detectors(who: CanReadSecurity, security: SecurityDep) -> DetectorsRead:
    """List every detector, whether it finds its own sample, and how often it has seen something lately."""
    return await security.checks.detectors(who)
