"""Open the host of a process, with the sweep that looks after everybody's runs."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from pilothouse.agents.registry import Registry
from pilothouse.db.engine import Database
from pilothouse.db.listen import Listener
from pilothouse.durable.lease import Lease
from pilothouse.gateway.calls.service import Gateway
from pilothouse.live.hub import Hub
from pilothouse.runtime.approvals.hold import Hold
from pilothouse.runtime.hosting.ending import Ender
from pilothouse.runtime.hosting.host import RunHost
from pilothouse.runtime.hosting.hosted import Hosting
from pilothouse.runtime.hosting.periodic import repeating
from pilothouse.runtime.hosting.request import RunSource
from pilothouse.runtime.hosting.retention import EVERY_S, Retention
from pilothouse.runtime.hosting.sweep import Sweep
from pilothouse.runtime.runner import AgentRunner
from pilothouse.runtime.runs.store import RunStore
from pilothouse.runtime.settings import RuntimeSettings
from pilothouse.storage.blobs import BlobStore


@asynccontextmanager
async def open_run_host(
    url: str,
    database: Database,
    runner: AgentRunner,
    gateway: Gateway,
    registry: Registry,
    blobs: BlobStore,
    hub: Hub,
    listener: Listener,
    lease: Lease,
    settings: RuntimeSettings,
    lease_s: float,
) -> AsyncGenerator[RunHost]:
    """Host runs meanwhile; at the end those at work are interrupted and can be continued elsewhere.

    Args:
        url: of the application role, for the connection that events are written on.
        database: for everything else.
        runner: puts agents to work.
        gateway: knows what runs cost.
        registry: of agents and tools.
        blobs: keeps artifacts.
        hub: tells of other processes' events.
        listener: tells of runs that are to stop.
        lease: of this process.
        settings: of the runtime.
        lease_s: age of a beat at which a process is taken for dead.
    """
    store = RunStore(url)
    sources: dict[str, RunSource] = {}
    hold = Hold(lease.process_id, lease_s)
    hosting = Hosting(database, store, runner, gateway, blobs, Ender(database, sources), hold, settings)
    host = RunHost(hosting, sources, registry, hub, listener, lease)
    sweep = Sweep(host, lease_s)
    retention = Retention(database, settings.keep_days)
    try:
        async with (
            repeating("run-sweep", settings.sweep_s, sweep.once),
            repeating("retention", EVERY_S, retention.once),
            host.open(),
        ):
            yield host
    finally:
        await store.close()
