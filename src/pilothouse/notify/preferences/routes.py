"""Topics and one's own preferences over HTTP."""

from typing import Annotated

from fastapi import Path

from pilothouse.notify.deps import PreferenceServiceDep
from pilothouse.notify.preferences.schemas import PreferenceRead, PreferenceSet, TopicRead
from pilothouse.server.auth import CurrentPrincipal
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/notifications", tags=["notifications"])

TopicName = Annotated[str, Path(max_length=100)]


@router.get("/topics")
async def list_topics(who: CurrentPrincipal, preferences: PreferenceServiceDep) -> list[TopicRead]:
    """List what you may hear of."""
    return preferences.topics(who)


@router.get("/preferences")
async def list_preferences(who: CurrentPrincipal, preferences: PreferenceServiceDep) -> list[PreferenceRead]:
    """List how you hear of each topic."""
    return await preferences.listed(who)


@router.put("/preferences/{topic}")
async def set_preference(
    topic: TopicName, wanted: PreferenceSet, who: CurrentPrincipal, preferences: PreferenceServiceDep
) -> PreferenceRead:
    """Set how you hear of a topic; no channel means not at all."""
    return await preferences.set(who, topic, wanted)
