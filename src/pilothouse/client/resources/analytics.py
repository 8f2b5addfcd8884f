# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Analytics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Analytics:
    """Analytics."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_anomalies(
        self,
        *,
        model: str | None = None,
        provider: str | None = None,
        agent: str | None = None,
        user_id: str | None = None,
        api_key_id: str | None = None,
        team_id: str | None = None,
        by: Literal["model", "provider", "agent", "user", "api_key", "team"] | None = None,
        days: int | None = None,
        min_excess_usd: float | str | None = None,
    ) -> Listing[schemas.AnomalyRead]:
        """List the unusually dear days of each model, agent, user or the like, with what made them so.

        Args:
            days: How many of the last days to judge, today among them.
            min_excess_usd: Smaller differences are left out.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/analytics/anomalies",
            query={
                "model": model,
                "provider": provider,
                "agent": agent,
                "user_id": user_id,
                "api_key_id": api_key_id,
                "team_id": team_id,
                "by": by,
                "days": days,
                "min_excess_usd": min_excess_usd,
            },
        )

    def list_dearest_work(
        self,
        *,
        by: Literal["mission", "conversation"] | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Listing[schemas.WorkRead]:
        """List the missions or conversations that cost the most.

        Args:
            since: 30 days before `until` when left out.
            until: Now when left out.
        """
        return self._connection.listing(
            "GET", "/api/v1/analytics/work", query={"by": by, "since": since, "until": until, "limit": limit}
        )

    def read_forecast(
        self,
        *,
        model: str | None = None,
        provider: str | None = None,
        agent: str | None = None,
        user_id: str | None = None,
        api_key_id: str | None = None,
        team_id: str | None = None,
    ) -> schemas.ForecastRead:
        """Forecast what the present month will come to, with an interval; null when there is not enough to go by."""
        return self._connection.send(
            "GET",
            "/api/v1/analytics/forecast",
            query={
                "model": model,
                "provider": provider,
                "agent": agent,
                "user_id": user_id,
                "api_key_id": api_key_id,
                "team_id": team_id,
            },
        )

    def read_spend(
        self,
        *,
        model: str | None = None,
        provider: str | None = None,
        agent: str | None = None,
        user_id: str | None = None,
        api_key_id: str | None = None,
        team_id: str | None = None,
        since: str | None = None,
        until: str | None = None,
        bucket: Literal["hour", "day", "week", "month"] | None = None,
        by: Sequence[Literal["model", "provider", "agent", "user", "api_key", "team"]] | None = None,
        top: int | None = None,
    ) -> schemas.SpendRead:
        """Return spending per hour, day, week or month, told apart by up to two dimensions, and the period before.

        Args:
            since: By whole hours; 30 days before `until` when left out.
            until: Now when left out.
            by: Tell these apart. A member of two teams counts twice.
            top: How many of the dearest are told apart; the rest is one group.
        """
        return self._connection.send(
            "GET",
            "/api/v1/analytics/spend",
            query={
                "model": model,
                "provider": provider,
                "agent": agent,
                "user_id": user_id,
                "api_key_id": api_key_id,
                "team_id": team_id,
                "since": since,
                "until": until,
                "bucket": bucket,
                "by": by,
                "top": top,
            },
        )


class AsyncAnalytics:
    """Analytics."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def list_anomalies(
        self,
        *,
        model: str | None = None,
        provider: str | None = None,
        agent: str | None = None,
        user_id: str | None = None,
        api_key_id: str | None = None,
        team_id: str | None = None,
        by: Literal["model", "provider", "agent", "user", "api_key", "team"] | None = None,
        days: int | None = None,
        min_excess_usd: float | str | None = None,
    ) -> AsyncListing[schemas.AnomalyRead]:
        """List the unusually dear days of each model, agent, user or the like, with what made them so.

        Args:
            days: How many of the last days to judge, today among them.
            min_excess_usd: Smaller differences are left out.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/analytics/anomalies",
            query={
                "model": model,
                "provider": provider,
                "agent": agent,
                "user_id": user_id,
                "api_key_id": api_key_id,
                "team_id": team_id,
                "by": by,
                "days": days,
                "min_excess_usd": min_excess_usd,
            },
        )

    def list_dearest_work(
        self,
        *,
        by: Literal["mission", "conversation"] | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> AsyncListing[schemas.WorkRead]:
        """List the missions or conversations that cost the most.

        Args:
            since: 30 days before `until` when left out.
            until: Now when left out.
        """
        return self._connection.listing(
            "GET", "/api/v1/analytics/work", query={"by": by, "since": since, "until": until, "limit": limit}
        )

    async def read_forecast(
        self,
        *,
        model: str | None = None,
        provider: str | None = None,
        agent: str | None = None,
        user_id: str | None = None,
        api_key_id: str | None = None,
        team_id: str | None = None,
    ) -> schemas.ForecastRead:
        """Forecast what the present month will come to, with an interval; null when there is not enough to go by."""
        return await self._connection.send(
            "GET",
            "/api/v1/analytics/forecast",
            query={
                "model": model,
                "provider": provider,
                "agent": agent,
                "user_id": user_id,
                "api_key_id": api_key_id,
                "team_id": team_id,
            },
        )

    async def read_spend(
        self,
        *,
        model: str | None = None,
        provider: str | None = None,
        agent: str | None = None,
        user_id: str | None = None,
        api_key_id: str | None = None,
        team_id: str | None = None,
        since: str | None = None,
        until: str | None = None,
        bucket: Literal["hour", "day", "week", "month"] | None = None,
        by: Sequence[Literal["model", "provider", "agent", "user", "api_key", "team"]] | None = None,
        top: int | None = None,
    ) -> schemas.SpendRead:
        """Return spending per hour, day, week or month, told apart by up to two dimensions, and the period before.

        Args:
            since: By whole hours; 30 days before `until` when left out.
            until: Now when left out.
            by: Tell these apart. A member of two teams counts twice.
            top: How many of the dearest are told apart; the rest is one group.
        """
        return await self._connection.send(
            "GET",
            "/api/v1/analytics/spend",
            query={
                "model": model,
                "provider": provider,
                "agent": agent,
                "user_id": user_id,
                "api_key_id": api_key_id,
                "team_id": team_id,
                "since": since,
                "until": until,
                "bucket": bucket,
                "by": by,
                "top": top,
            },
        )
