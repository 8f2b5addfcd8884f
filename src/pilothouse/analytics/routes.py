"""Spending over time, its forecast, and what is unusual, over HTTP."""

from typing import Annotated

from fastapi import Depends, Query

from pilothouse.analytics.month import MonthService
from pilothouse.analytics.schemas import (
    AnomalyQuery,
    AnomalyRead,
    ForecastRead,
    SpendFilter,
    SpendQuery,
    SpendRead,
    WorkQuery,
    WorkRead,
)
from pilothouse.analytics.service import AnalyticsService
from pilothouse.core.principal import Principal
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter
from pilothouse.server.session import ClockDep, SessionDep

router = ApiRouter(prefix="/api/v1/analytics", tags=["analytics"])

CanReadBudgets = Annotated[Principal, require_permission("budgets:read")]


async def get_analytics_service(session: SessionDep, clock: ClockDep) -> AnalyticsService:
    """Build the service in the request's transaction."""
    return AnalyticsService(session, clock)


async def get_month_service(session: SessionDep, clock: ClockDep) -> MonthService:
    """Build the service in the request's transaction."""
    return MonthService(session, clock)


AnalyticsServiceDep = Annotated[AnalyticsService, Depends(get_analytics_service)]
MonthServiceDep = Annotated[MonthService, Depends(get_month_service)]


@router.get("/spend")
async def read_spend(
    query: Annotated[SpendQuery, Query()], who: CanReadBudgets, analytics: AnalyticsServiceDep
) -> SpendRead:
    """Return spending per hour, day, week or month, told apart by up to two dimensions, and the period before."""
    return await analytics.spend(who, query)


@router.get("/work")
async def list_dearest_work(
    query: Annotated[WorkQuery, Query()], who: CanReadBudgets, analytics: AnalyticsServiceDep
) -> list[WorkRead]:
    """List the missions or conversations that cost the most."""
    return await analytics.dearest_work(who, query)


@router.get("/forecast")
async def read_forecast(
    query: Annotated[SpendFilter, Query()], who: CanReadBudgets, months: MonthServiceDep
) -> ForecastRead:
    """Forecast what the present month will come to, with an interval; null when there is not enough to go by."""
    return await months.forecast(who, query.only)


@router.get("/anomalies")
async def list_anomalies(
    query: Annotated[AnomalyQuery, Query()], who: CanReadBudgets, analytics: AnalyticsServiceDep
) -> list[AnomalyRead]:
    """List the unusually dear days of each model, agent, user or the like, with what made them so."""
    return await analytics.anomalies(who, query)
