"""What a call counts towards: one text per scope, such as "user:0193…" or "model:gpt-4o"."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from pilothouse.core.principal import Principal

SCOPE_KINDS = ("organization", "team", "user", "api_key", "agent", "model", "mission", "conversation")
# Scopes that are rows of ours; an agent and a model have names instead.
ID_SCOPE_KINDS = frozenset(SCOPE_KINDS) - {"agent", "model"}


def scope(kind: str, identifier: UUID | str) -> str:
    """Write one scope."""
    return f"{kind}:{identifier}"


def scopes_of(
    principal: Principal,
    *,
    models: Iterable[str],
    agent: str | None = None,
    mission_id: UUID | None = None,
    conversation_id: UUID | None = None,
) -> tuple[str, ...]:
    """Return every scope that a call counts towards. `models` are the names of the one model that is called."""
    return tuple(_scopes(principal, dict.fromkeys(models), agent, mission_id, conversation_id))


def _scopes(
    principal: Principal,
    models: Iterable[str],
    agent: str | None,
    mission_id: UUID | None,
    conversation_id: UUID | None,
) -> Iterator[str]:
    yield scope("organization", principal.organization_id)
    yield from (scope("team", team_id) for team_id in principal.team_ids)
    yield scope("user", principal.user_id)
    yield from (scope("model", model) for model in models)
    if principal.api_key_id:
        yield scope("api_key", principal.api_key_id)
    if agent:
        yield scope("agent", agent)
    if mission_id:
        yield scope("mission", mission_id)
    if conversation_id:
        yield scope("conversation", conversation_id)
