"""The parts of a process, built once, in one place: server, worker, command line and tests all start here."""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pilothouse.access.audit import retention as audit_retention
from pilothouse.access.identity.bootstrap import FirstAdministrator, ensure_first_administrator
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.organizations import erasing
from pilothouse.access.ratelimit.service import RateLimiter, open_counter
from pilothouse.access.secrets.backend import SecretsBackend
from pilothouse.access.secrets.chain import open_secrets
from pilothouse.access.secrets.file import FileSecrets
from pilothouse.access.secrets.seal import open_seal
from pilothouse.access.security import retention as security_retention
from pilothouse.access.security.logs import mask_keys
from pilothouse.access.security.service import Security, open_security
from pilothouse.agents.registry import Registry
from pilothouse.analytics.digest import DigestHandler
from pilothouse.chat.service import Chat, open_chat
from pilothouse.core.clock import SystemClock
from pilothouse.core.errors import Unavailable
from pilothouse.core.http import GuardedClient
from pilothouse.core.telemetry import mask_also
from pilothouse.db.engine import Database
from pilothouse.db.listen import Listener
from pilothouse.durable.attempt import Handler
from pilothouse.durable.lease import Lease
from pilothouse.durable.runner import Runner
from pilothouse.durable.settings import DurableSettings
from pilothouse.gateway.calls.service import Gateway, open_gateway
from pilothouse.gateway.settings import GatewaySettings
from pilothouse.live.hub import Hub
from pilothouse.missions.execution.handler import MissionHandler
from pilothouse.missions.execution.parked import ParkedMissions
from pilothouse.missions.execution.steps import RUN, StepFunction, StepServices
from pilothouse.missions.journal.store import JournalStore
from pilothouse.missions.tools import MissionDesk, mission_tools
from pilothouse.notify.retention import EVERY_S, Retention
from pilothouse.notify.service import Notify, open_notify
from pilothouse.runtime.agent_databases import AgentDatabases
from pilothouse.runtime.capabilities import People
from pilothouse.runtime.hosting.host import RunHost
from pilothouse.runtime.hosting.opening import open_run_host
from pilothouse.runtime.hosting.periodic import repeating
from pilothouse.runtime.registry.project import open_project
from pilothouse.runtime.registry.service import build_registry
from pilothouse.runtime.runner import AgentRunner, Surroundings
from pilothouse.server.cors import Origins
from pilothouse.settings import Settings
from pilothouse.storage.blobs import BlobStore, DiskBlobs
from pilothouse.storage.cache import Cache, open_cache
from pilothouse.toolbox.settings import ToolboxSettings
from pilothouse.worker import notices
from pilothouse.worker.schema import ready_database

if TYPE_CHECKING:
    from pilothouse.durable.temporal.engine import TemporalEngine


@dataclass(frozen=True, slots=True)
class Platform:
    """What a process has. Rooms get from it what they need, never the whole."""

    settings: Settings
    database: Database
    listener: Listener
    hub: Hub
    lease: Lease
    identity: Identity
    rate_limits: RateLimiter
    gateway: Gateway
    registry: Registry
    blobs: BlobStore
    run_host: RunHost
    parked_missions: ParkedMissions
    chat: Chat
    notify: Notify
    security: Security
    first_administrator: FirstAdministrator | None

    async def check_lease(self) -> None:
        """Raise `Unavailable` when this process has lost its lease."""
        if not self.lease.is_fresh():
            raise Unavailable("This process could not renew its lease; is the database reachable?")


def _say_nothing(_message: str) -> None:
    """Take the place of a progress callback."""


def _engine(settings: Settings) -> "type[Runner | TemporalEngine]":
    if settings.durable.engine == "embedded":
        return Runner
    try:
        # an extra: few installations outgrow the embedded engine
        from pilothouse.durable.temporal.engine import TemporalEngine
    except ImportError as error:
        raise Unavailable("The Temporal engine needs `pip install pilothouse[temporal]`.") from error
    return TemporalEngine


def _gateway(settings: Settings) -> GatewaySettings:
    """Let the gateway find the price table that the command line stores in the data directory."""
    own_file = settings.gateway.price_file or settings.data_dir / "prices.json"
    return settings.gateway.model_copy(update={"price_file": own_file})


def _redis_url(settings: Settings) -> str | None:
    url = settings.storage.redis_url
    return url.get_secret_value() if url else None


def _cache(settings: Settings) -> Cache:
    return open_cache(_redis_url(settings), settings.storage.cache_mb * 1_000_000)


def _public_url(settings: Settings) -> str:
    """Return where links in letters lead: to the address that is set, else to this machine."""
    server = settings.server
    host = "localhost" if server.host in {"0.0.0.0", "::"} else server.host  # noqa: S104 - compared, not listened on
    return settings.notify.public_url or f"http://{f'[{host}]' if ':' in host else host}:{server.port}"


def _rate_limits(settings: Settings, database: Database) -> RateLimiter:
    is_alone = not settings.database.url and settings.server.processes == 1
    counter = open_counter(settings.rate_limits, database, _redis_url(settings), is_alone=is_alone)
    return RateLimiter(settings.rate_limits, counter)


def _job_handlers(notify: Notify) -> list[Handler]:
    digest = DigestHandler(notify.outbox, SystemClock(), notify.settings.digest_hour)
    return [*notify.handlers, digest]


def _forgetting(
    settings: Settings, database: Database, erasers: Sequence[erasing.Eraser]
) -> Iterator[tuple[str, float, Callable[[], Awaitable[None]]]]:
    """Yield what erases rows that have had their time: its name, seconds between two rounds, and one round."""
    yield "notification-retention", EVERY_S, Retention(database, settings.notify.keep_days).once
    audited = audit_retention.Retention(database, settings.access.audit_keep_days)
    yield "audit-retention", audit_retention.EVERY_S, audited.once
    seen = security_retention.Retention(database, settings.security.keep_days)
    yield "security-retention", security_retention.EVERY_S, seen.once
    yield "organization-erasure", erasing.EVERY_S, erasing.Erasure(database, erasers).once


def _for_jobs(settings: Settings) -> DurableSettings:
    """Return how jobs are run: beside missions, so that a receiver that hangs holds none of them up."""
    durable = settings.durable
    changes = {
        "concurrency": settings.notify.deliveries_at_once,
        "poll_s": 2 * durable.poll_s,  # new work announces itself; what waits for a later try is in no hurry
        "beat_s": durable.lease_s,  # the runner of missions sweeps for both
    }
    return durable.model_copy(update=changes)


@asynccontextmanager
async def _open_surroundings(
    settings: Settings, database: Database, secrets: SecretsBackend, security: Security
) -> AsyncGenerator[Surroundings]:
    """Open what tools may reach."""
    async with AsyncExitStack() as stack:
        http = GuardedClient(allowed_networks=settings.toolbox.networks, allowed_hosts=settings.toolbox.hosts)
        stack.push_async_callback(http.aclose)
        cache = _cache(settings)
        stack.push_async_callback(cache.aclose)
        databases = AgentDatabases(secrets, None if settings.database.url else settings.data_dir / "agents")
        stack.push_async_callback(databases.aclose)
        yield Surroundings(
            http=http,
            secrets=secrets,
            cache=cache,
            people=People(database),
            settings={ToolboxSettings: settings.toolbox},
            screener=security.screener,
            gate=security.trust,
            databases=databases,
        )


@asynccontextmanager
async def open_platform(
    settings: Settings,
    *,
    with_worker: bool,
    progress: Callable[[str], None] = _say_nothing,
    steps: Mapping[str, StepFunction] = RUN,
) -> AsyncGenerator[Platform]:
    """Open every part, in order; close them in the opposite order.

    Args:
        settings: of the installation.
        with_worker: whether this process runs missions and jobs.
        progress: told in words what takes time.
        steps: of missions; fault tests wrap them to watch from outside.
    """
    async with AsyncExitStack() as stack:
        urls = await stack.enter_async_context(ready_database(settings, progress))
        database = Database(urls.app, settings.database)
        stack.push_async_callback(database.close)
        secrets = open_secrets(settings.secrets, settings.data_dir, os.environ)
        rate_limits = _rate_limits(settings, database)
        stack.push_async_callback(rate_limits.aclose)
        seal = await open_seal(settings.encryption_key, FileSecrets(settings.data_dir / "secrets"))
        notify = await stack.enter_async_context(
            open_notify(settings.notify, seal, notices.People(), notices.record_change, notices.COMPOSERS)
        )
        identity = Identity(
            database,
            settings.access,
            secrets,
            allowed_origins=Origins(settings.server.allowed_origins),
            mail=notify.account_mail,
            public_url=_public_url(settings),
            seal=seal,
        )
        listener = Listener(urls.listen)
        hub = Hub(database, listener)
        mask_also(mask_keys)
        security = await stack.enter_async_context(open_security(database, listener, notify.outbox, seal))
        lease = Lease(urls.listen, settings.durable)
        await lease.start()
        stack.push_async_callback(lease.stop)
        gateway = await stack.enter_async_context(
            open_gateway(
                urls.app,
                database,
                lease.process_id,
                _gateway(settings),
                settings.durable.lease_s,
                seal,
                security.screener,
            )
        )
        registry = await asyncio.to_thread(build_registry, settings.runtime)
        await stack.enter_async_context(open_project(settings.project, registry, watched=settings.reload))
        blobs = DiskBlobs(settings.data_dir / "blobs")
        around = await stack.enter_async_context(_open_surroundings(settings, database, secrets, security))
        runner = AgentRunner(registry, gateway, around)
        run_host = await stack.enter_async_context(
            open_run_host(
                urls.app,
                database,
                runner,
                gateway,
                registry,
                blobs,
                hub,
                listener,
                lease,
                settings.runtime,
                settings.durable.lease_s,
            )
        )
        desk = MissionDesk(database, registry, gateway, settings.missions, settings.durable.engine)
        registry.add(*mission_tools(desk), source="missions")
        chat = await stack.enter_async_context(
            open_chat(database, run_host, registry, gateway, blobs, around.cache, settings.chat)
        )
        services = StepServices(database, registry, runner, gateway, blobs, run_host.hosting.hold)
        store = JournalStore(urls.app)
        stack.push_async_callback(store.close)
        handlers = [MissionHandler(services, database, store, settings.missions, steps)]
        engine = _engine(settings)(database, listener, lease, handlers, settings.durable)
        jobs = Runner(database, listener, lease, _job_handlers(notify), _for_jobs(settings))
        await listener.start()
        stack.push_async_callback(listener.stop)
        await hub.start()
        stack.push_async_callback(hub.stop)
        if with_worker:
            await stack.enter_async_context(engine.running())
            await stack.enter_async_context(jobs.running())
            for name, every_s, forget in _forgetting(settings, database, [blobs.erase, around.databases.erase]):
                await stack.enter_async_context(repeating(name, every_s, forget))
        # last, so that a start that fails never swallows the generated password
        password = settings.admin_password.get_secret_value() if settings.admin_password else ""
        administrator = await ensure_first_administrator(
            database, settings.access, email=settings.admin_email, password=password
        )
        yield Platform(
            settings=settings,
            database=database,
            listener=listener,
            hub=hub,
            lease=lease,
            identity=identity,
            rate_limits=rate_limits,
            gateway=gateway,
            registry=registry,
            blobs=blobs,
            run_host=run_host,
            parked_missions=ParkedMissions(),
            chat=chat,
            notify=notify,
            security=security,
            first_administrator=administrator,
        )
