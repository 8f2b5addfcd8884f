"""Carry out one delivery: begin a try, send outside of any transaction, note how it went.

At least once: a process that ends between sending and noting leaves a try that only `started`; the next one sends the
same message id again, by which receivers know it. Never twice at a time: the work's row is claimed, leased and fenced.
"""

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core import json
from pilothouse.core.errors import PilothouseError
from pilothouse.core.ids import new_id
from pilothouse.core.telemetry import get_logger
from pilothouse.durable import states
from pilothouse.durable.attempt import Attempt, Outcome
from pilothouse.notify.backoff import pause_after
from pilothouse.notify.channel import Channel, channel_for
from pilothouse.notify.deliveries.repository import DeliveryRepository, Loaded, disable, note_endpoint
from pilothouse.notify.excerpt import excerpt
from pilothouse.notify.message import DeliveryFailed, DeliveryRefused, Message, Receipt, ReceiverGone, Target
from pilothouse.notify.outbox import DELIVERY
from pilothouse.notify.parts import Sealer
from pilothouse.notify.places import Part, endpoint_place, notification_place
from pilothouse.notify.rendering import render
from pilothouse.notify.settings import NotifySettings
from pilothouse.notify.tables import NotificationTry

log = get_logger(__name__)

_GRACE_S = 5.0  # channels keep their own time; this bounds one that does not


class DeliveryHandler:
    """Delivers messages, each try one step of its work."""

    kind = DELIVERY

    def __init__(self, channels: Mapping[str, Channel], sealer: Sealer, settings: NotifySettings) -> None:
        self._channels = channels
        self._sealer = sealer
        self._settings = settings

    async def advance(self, attempt: Attempt) -> Outcome:
        """Make one try; see `durable.attempt.Handler`."""
        async with attempt.write() as (session, _):
            begun = await self._begin(session, attempt)
        if begun is None:
            return Outcome.DONE
        loaded, this_try = begun
        started = time.monotonic()
        target = Target(loaded.delivery.id)
        try:
            target = self._target(loaded)
            result = await self._send(loaded, target)
        except DeliveryFailed as error:
            result = error
        except PilothouseError as error:  # a key that is gone, a channel that is not configured
            result = DeliveryFailed(error.message)
        took_ms = round(1000 * (time.monotonic() - started))
        async with attempt.write() as (session, _):
            ending = _Ending(attempt, session, loaded, this_try, took_ms, target, self._settings)
            return await (ending.delivered(result) if isinstance(result, Receipt) else ending.failed(result))

    async def _begin(self, session: AsyncSession, attempt: Attempt) -> tuple[Loaded, NotificationTry] | None:
        """Note that a try begins, which a process that ends in its middle cannot take back."""
        deliveries = DeliveryRepository(session)
        loaded = await deliveries.load(attempt.work_id)
        if loaded is None or loaded.delivery.state != "pending":
            await attempt.finish(session, states.CANCELLED)
            return None
        if loaded.endpoint is not None and not loaded.endpoint.is_active:
            await deliveries.set_state(attempt.work_id, "cancelled", is_over=True)
            await attempt.finish(session, states.CANCELLED)
            return None
        loaded.delivery.tries += 1
        this_try = NotificationTry(
            id=new_id(),
            organization_id=attempt.organization_id,
            delivery_id=loaded.delivery.id,
            number=loaded.delivery.tries,
            outcome="started",
        )
        session.add(this_try)
        await session.flush()
        return loaded, this_try

    async def _send(self, loaded: Loaded, target: Target) -> Receipt:
        channel = channel_for(self._channels, loaded.delivery.channel)
        try:
            async with asyncio.timeout(self._settings.timeout_s + _GRACE_S):
                return await channel.send(self._message(loaded), target)
        except PilothouseError:
            raise
        except TimeoutError as error:
            raise DeliveryFailed(f"It took longer than {self._settings.timeout_s:g} s.") from error
        except Exception as error:  # a channel or a template broke: the message is not lost, and not tried for ever
            log.exception("delivery_crashed", channel=loaded.delivery.channel)
            raise DeliveryFailed(f"Something of ours broke: {type(error).__name__}.") from error

    def _message(self, loaded: Loaded) -> Message:
        news = loaded.notification
        secrets: dict[str, str] = {}
        if news.sealed is not None:
            opened = self._sealer.open(news.sealed, notification_place(news.organization_id, news.id))
            secrets = json.loads(opened.get_secret_value())
        message_id = f"msg_{news.id.hex}"
        return render(message_id, news.topic, news.occurred_at, news.payload, secrets, self._settings.public_url)

    def _target(self, loaded: Loaded) -> Target:
        delivery, endpoint = loaded.delivery, loaded.endpoint
        if endpoint is None:
            return Target(delivery.id, delivery.address or "")
        address = delivery.address or self._open(loaded, endpoint.sealed_address, "address").get_secret_value()
        secrets = [self._open(loaded, endpoint.sealed_secret, "secret")] if endpoint.sealed_secret else []
        is_overlapping = endpoint.old_secret_until is not None and endpoint.old_secret_until > datetime.now(UTC)
        if endpoint.sealed_old_secret and is_overlapping:
            secrets.append(self._open(loaded, endpoint.sealed_old_secret, "secret"))
        return Target(delivery.id, address, tuple(secrets))

    def _open(self, loaded: Loaded, sealed: bytes, part: Part) -> SecretStr:
        assert loaded.endpoint is not None
        return self._sealer.open(sealed, endpoint_place(loaded.endpoint.organization_id, loaded.endpoint.id, part))


class _Ending:
    """Writes how a try went, inside the transaction that ends the attempt."""

    def __init__(
        self,
        attempt: Attempt,
        session: AsyncSession,
        loaded: Loaded,
        this_try: NotificationTry,
        took_ms: int,
        target: Target,
        settings: NotifySettings,
    ) -> None:
        self._attempt = attempt
        self._session = session
        self._deliveries = DeliveryRepository(session)
        self._loaded = loaded
        self._try = this_try
        self._took_ms = took_ms
        self._target = target
        self._settings = settings

    async def delivered(self, receipt: Receipt) -> Outcome:
        """Close the delivery."""
        await self._note("delivered", receipt.status_code, receipt.response)
        await self._deliveries.set_state(self._loaded.delivery.id, "delivered", is_over=True)
        await self._close(states.COMPLETED, is_delivered=True)
        return Outcome.DONE

    async def failed(self, error: DeliveryFailed) -> Outcome:
        """Plan the next try, or give the delivery up."""
        await self._note(error.outcome, error.status_code, f"{error.message} {error.response}")
        if isinstance(error, ReceiverGone) and self._loaded.endpoint is not None:
            await disable(self._session, self._loaded.endpoint.id, f"The receiver is gone: {error.message}")
        tries = self._loaded.delivery.tries
        if isinstance(error, DeliveryRefused) or tries >= self._settings.max_tries:
            await self._deliveries.set_state(self._loaded.delivery.id, "given_up", is_over=True)
            await self._close(states.FAILED, is_delivered=False)
            log.warning("delivery_given_up", delivery_id=str(self._loaded.delivery.id), tries=tries)
            return Outcome.DONE
        pause = pause_after(tries, self._settings.first_pause_s, self._settings.longest_pause_s, error.retry_after_s)
        await self._deliveries.set_state(self._loaded.delivery.id, "pending", next_try_at=datetime.now(UTC) + pause)
        await self._attempt.retry(self._session, pause)
        return Outcome.PARKED

    async def _note(self, outcome: str, status_code: int | None, response: str) -> None:
        words = excerpt(response, self._target)
        await self._deliveries.end_try(self._try, outcome, self._took_ms, status_code, words)

    async def _close(self, state: str, *, is_delivered: bool) -> None:
        if self._loaded.endpoint is not None:
            await note_endpoint(
                self._session,
                self._loaded.endpoint.id,
                is_delivered=is_delivered,
                disable_after=self._settings.disable_after,
            )
        await self._deliveries.forget_secrets(self._loaded.notification.id)
        await self._attempt.finish(self._session, state)
