# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Notifications."""

from __future__ import annotations

from typing import Literal, Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Notifications:
    """Notifications."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create_endpoint(self, **body: Unpack[schemas.EndpointCreate]) -> schemas.EndpointWithSecret:
        """Make an endpoint. The answer is the only place where a webhook's secret is shown."""
        return self._connection.send("POST", "/api/v1/notifications/endpoints", body=body)

    def delete_endpoint(self, endpoint_id: str, /) -> None:
        """Remove an endpoint with its log."""
        return self._connection.send("DELETE", "/api/v1/notifications/endpoints/{}", (endpoint_id,))

    def list_deliveries(
        self,
        *,
        endpoint_id: str | None = None,
        state: Literal["pending", "delivered", "given_up", "cancelled"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[schemas.DeliveryRead]:
        """List messages and how far they are, newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/notifications/deliveries",
            query={"endpoint_id": endpoint_id, "state": state, "limit": page_size, "cursor": cursor},
        )

    def list_endpoints(
        self, *, page_size: int | None = None, cursor: str | None = None
    ) -> Listing[schemas.EndpointRead]:
        """List where your organization hears of topics, oldest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET", "/api/v1/notifications/endpoints", query={"limit": page_size, "cursor": cursor}
        )

    def list_preferences(self) -> Listing[schemas.PreferenceRead]:
        """List how you hear of each topic."""
        return self._connection.listing("GET", "/api/v1/notifications/preferences")

    def list_topics(self) -> Listing[schemas.TopicRead]:
        """List what you may hear of."""
        return self._connection.listing("GET", "/api/v1/notifications/topics")

    def read_delivery(self, delivery_id: str, /) -> schemas.DeliveryDetail:
        """Return one message with every try and how the receiver answered."""
        return self._connection.send("GET", "/api/v1/notifications/deliveries/{}", (delivery_id,))

    def read_endpoint(self, endpoint_id: str, /) -> schemas.EndpointRead:
        """Return one endpoint."""
        return self._connection.send("GET", "/api/v1/notifications/endpoints/{}", (endpoint_id,))

    def redeliver(self, delivery_id: str, /) -> schemas.DeliveryRead:
        """Send a message again, under the id it had: a receiver that has seen it may drop it."""
        return self._connection.send("POST", "/api/v1/notifications/deliveries/{}/redeliver", (delivery_id,))

    def rotate_secret(self, endpoint_id: str, /) -> schemas.EndpointWithSecret:
        """Give a webhook a new secret. The old one signs as well for a day, so that no message is missed."""
        return self._connection.send("POST", "/api/v1/notifications/endpoints/{}/rotate-secret", (endpoint_id,))

    def set_preference(self, topic: str, /, **body: Unpack[schemas.PreferenceSet]) -> schemas.PreferenceRead:
        """Set how you hear of a topic; no channel means not at all."""
        return self._connection.send("PUT", "/api/v1/notifications/preferences/{}", (topic,), body=body)

    def test_endpoint(self, endpoint_id: str, /) -> Listing[schemas.DeliveryRead]:
        """Send a test message; follow it in the delivery log."""
        return self._connection.listing("POST", "/api/v1/notifications/endpoints/{}/test", (endpoint_id,))

    def update_endpoint(self, endpoint_id: str, /, **body: Unpack[schemas.EndpointUpdate]) -> schemas.EndpointRead:
        """Change an endpoint; `is_active: true` switches on what switched itself off."""
        return self._connection.send("PATCH", "/api/v1/notifications/endpoints/{}", (endpoint_id,), body=body)


class AsyncNotifications:
    """Notifications."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create_endpoint(self, **body: Unpack[schemas.EndpointCreate]) -> schemas.EndpointWithSecret:
        """Make an endpoint. The answer is the only place where a webhook's secret is shown."""
        return await self._connection.send("POST", "/api/v1/notifications/endpoints", body=body)

    async def delete_endpoint(self, endpoint_id: str, /) -> None:
        """Remove an endpoint with its log."""
        return await self._connection.send("DELETE", "/api/v1/notifications/endpoints/{}", (endpoint_id,))

    def list_deliveries(
        self,
        *,
        endpoint_id: str | None = None,
        state: Literal["pending", "delivered", "given_up", "cancelled"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[schemas.DeliveryRead]:
        """List messages and how far they are, newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/notifications/deliveries",
            query={"endpoint_id": endpoint_id, "state": state, "limit": page_size, "cursor": cursor},
        )

    def list_endpoints(
        self, *, page_size: int | None = None, cursor: str | None = None
    ) -> AsyncListing[schemas.EndpointRead]:
        """List where your organization hears of topics, oldest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET", "/api/v1/notifications/endpoints", query={"limit": page_size, "cursor": cursor}
        )

    def list_preferences(self) -> AsyncListing[schemas.PreferenceRead]:
        """List how you hear of each topic."""
        return self._connection.listing("GET", "/api/v1/notifications/preferences")

    def list_topics(self) -> AsyncListing[schemas.TopicRead]:
        """List what you may hear of."""
        return self._connection.listing("GET", "/api/v1/notifications/topics")

    async def read_delivery(self, delivery_id: str, /) -> schemas.DeliveryDetail:
        """Return one message with every try and how the receiver answered."""
        return await self._connection.send("GET", "/api/v1/notifications/deliveries/{}", (delivery_id,))

    async def read_endpoint(self, endpoint_id: str, /) -> schemas.EndpointRead:
        """Return one endpoint."""
        return await self._connection.send("GET", "/api/v1/notifications/endpoints/{}", (endpoint_id,))

    async def redeliver(self, delivery_id: str, /) -> schemas.DeliveryRead:
        """Send a message again, under the id it had: a receiver that has seen it may drop it."""
        return await self._connection.send("POST", "/api/v1/notifications/deliveries/{}/redeliver", (delivery_id,))

    async def rotate_secret(self, endpoint_id: str, /) -> schemas.EndpointWithSecret:
        """Give a webhook a new secret. The old one signs as well for a day, so that no message is missed."""
        return await self._connection.send("POST", "/api/v1/notifications/endpoints/{}/rotate-secret", (endpoint_id,))

    async def set_preference(self, topic: str, /, **body: Unpack[schemas.PreferenceSet]) -> schemas.PreferenceRead:
        """Set how you hear of a topic; no channel means not at all."""
        return await self._connection.send("PUT", "/api/v1/notifications/preferences/{}", (topic,), body=body)

    def test_endpoint(self, endpoint_id: str, /) -> AsyncListing[schemas.DeliveryRead]:
        """Send a test message; follow it in the delivery log."""
        return self._connection.listing("POST", "/api/v1/notifications/endpoints/{}/test", (endpoint_id,))

    async def update_endpoint(
        self, endpoint_id: str, /, **body: Unpack[schemas.EndpointUpdate]
    ) -> schemas.EndpointRead:
        """Change an endpoint; `is_active: true` switches on what switched itself off."""
        return await self._connection.send("PATCH", "/api/v1/notifications/endpoints/{}", (endpoint_id,), body=body)
