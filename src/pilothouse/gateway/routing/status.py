"""How the connections of an organization are doing now."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, Field

from pilothouse.core.clock import Clock
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.ledger.health import Health, health_since
from pilothouse.gateway.routing.breaker import Breaker, BreakerState
from pilothouse.gateway.routing.fleet import Connection
from pilothouse.gateway.routing.service import Router

_WINDOW = timedelta(minutes=15)


class BreakerRead(BaseModel):
    """One model behind one key, as this process sees it."""

    model: str
    key_hint: str | None = Field(description="Last four characters of the key; null of the operator's keys.")
    state: BreakerState
    since: datetime
    tried_again_in_s: float = Field(description="Above 0 while it is left alone.")
    last_error_code: str | None
    last_error: str | None = Field(description="Without the provider's own words, which may quote a request.")
    last_error_at: datetime | None


class HealthRead(BaseModel):
    """Calls of your organization in the last 15 minutes, from the ledger."""

    model: str
    calls: int
    failed: int
    success_rate: float = Field(description="0 to 1.")
    median_ms: int | None = Field(description="Half of the whole answers took less.")
    first_byte_ms: int | None = Field(description="Half of them began sooner.")


class ProviderRead(BaseModel):
    """A connection and how it is doing."""

    connection: str
    type: str
    owner: Literal["operator", "organization"]
    state: Literal["idle", "up", "degraded", "down", "unusable"] = Field(
        description="idle: not asked lately. degraded: some models or keys are left alone. down: all are."
    )
    problem: str | None = Field(description="Why it cannot be used at all.")
    breakers: list[BreakerRead]
    health: list[HealthRead]


class ProviderStatus:
    """Joins what this process knows of its breakers with what the ledger knows of calls."""

    def __init__(self, database: Database, router: Router, clock: Clock) -> None:
        self._database = database
        self._router = router
        self._clock = clock

    async def all(self, who: Principal) -> list[ProviderRead]:
        """Return every connection that the principal's organization can use, its own first."""
        now = self._clock.now()
        async with self._database.transaction(who.organization_id) as session:
            health = await health_since(session, who, now - _WINDOW)
        return [_read(each, health, now) for each in await self._router.connections(who)]


def _read(connection: Connection, health: Sequence[Health], now: datetime) -> ProviderRead:
    is_operators = connection.spec.is_operators
    breakers = [
        _breaker(model, None if is_operators else deployment.key_hint, breaker, now)
        for deployment in connection.deployments
        for model, breaker in deployment.breakers().items()
        if breaker.was_asked
    ]
    own = [_health(each) for each in health if each.connection == connection.name]
    return ProviderRead(
        connection=connection.name,
        type=connection.type,
        owner="operator" if is_operators else "organization",
        state=_state(connection, breakers),
        problem=connection.problem.message if connection.problem else None,
        breakers=breakers,
        health=own,
    )


def _state(
    connection: Connection, breakers: Sequence[BreakerRead]
) -> Literal["idle", "up", "degraded", "down", "unusable"]:
    if connection.problem is not None:
        return "unusable"
    if not breakers:
        return "idle"
    n_closed = sum(each.state == "closed" for each in breakers)
    if n_closed == len(breakers):
        return "up"
    return "degraded" if n_closed else "down"


def _breaker(model: str, key_hint: str | None, breaker: Breaker, now: datetime) -> BreakerRead:
    trouble, trouble_s = breaker.last_trouble, breaker.last_trouble_s
    return BreakerRead(
        model=model,
        key_hint=key_hint,
        state=breaker.state,
        since=now - timedelta(seconds=breaker.unchanged_s),
        tried_again_in_s=round(breaker.opens_in_s, 1),
        last_error_code=trouble.code if trouble else None,
        last_error=trouble.message if trouble else None,
        last_error_at=None if trouble_s is None else now - timedelta(seconds=trouble_s),
    )


def _health(health: Health) -> HealthRead:
    return HealthRead(
        model=health.model,
        calls=health.calls,
        failed=health.failed,
        success_rate=round(1 - health.failed / health.calls, 4),
        median_ms=health.median_ms,
        first_byte_ms=health.first_byte_ms,
    )
