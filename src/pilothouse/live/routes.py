"""The dashboard's one WebSocket: everything that happens in the reader's organization."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, WebSocket

from pilothouse.core import json
from pilothouse.core.errors import ErrorKind, PilothouseError
from pilothouse.live.hub import Delivery, Hub, Subscription
from pilothouse.server.auth import check_permission, current_principal

router = APIRouter(prefix="/api/v1", tags=["live"])

HEARTBEAT_S = 10.0
_NOT_SIGNED_IN, _NOT_ALLOWED = 4401, 4403  # application close codes, after HTTP's 401 and 403


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def _message(delivery: Delivery) -> dict[str, Any]:
    if delivery.event is None:
        return {"type": "resync", "cursor": delivery.cursor, "at": _now()}
    return {**delivery.event.wire(), "cursor": delivery.cursor}


async def _send(socket: WebSocket, message: dict[str, Any]) -> None:
    await socket.send_text(json.dumps_text(message))


async def _push(socket: WebSocket, subscription: Subscription) -> None:
    await _send(socket, {"type": "hello", "cursor": subscription.cursor, "at": _now()})
    while True:
        try:
            async with asyncio.timeout(HEARTBEAT_S):
                delivery = await subscription.queue.get()
        except TimeoutError:
            await _send(socket, {"type": "heartbeat", "at": _now()})
        else:
            await _send(socket, _message(delivery))


@router.websocket("/live")
async def live(socket: WebSocket, cursor: str | None = None) -> None:
    """Push every event of the organization, from `cursor` on when a dropped connection comes back."""
    try:
        principal = await current_principal(socket)
        check_permission(principal, "missions:read")
    except PilothouseError as error:
        await socket.accept()  # a refused handshake tells a page nothing; a close code does
        code = _NOT_SIGNED_IN if error.kind is ErrorKind.UNAUTHENTICATED else _NOT_ALLOWED
        await socket.close(code, error.message[:120])
        return
    await socket.accept()
    hub: Hub = socket.app.state.hub
    subscription = hub.subscribe(principal.organization_id, cursor)
    push = asyncio.create_task(_push(socket, subscription))
    try:
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass  # nothing is expected; this notices the end
    finally:
        hub.unsubscribe(subscription)
        push.cancel()
        await asyncio.gather(push, return_exceptions=True)
