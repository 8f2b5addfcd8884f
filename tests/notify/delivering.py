"""A process that delivers messages until it is killed: `python -m tests.notify.delivering URL SEAL_KEY`."""

import asyncio
import sys

from pydantic import SecretStr

from pilothouse.access.secrets.seal import Seal
from pilothouse.db.engine import Database
from pilothouse.db.listen import Listener
from pilothouse.durable.lease import Lease
from pilothouse.durable.runner import Runner
from pilothouse.durable.settings import DurableSettings
from pilothouse.notify.service import open_notify
from pilothouse.notify.settings import NotifySettings
from pilothouse.worker.notices import COMPOSERS, People, record_change
from tests.notify.receivers import LOOPBACK


async def main(url: str, key: str) -> None:
    chosen = DurableSettings(lease_s=1.0, beat_s=0.1, poll_s=0.05)
    settings = NotifySettings(private_networks=LOOPBACK, timeout_s=60)
    lease, listener = Lease(url, chosen), Listener(url)
    async with open_notify(settings, Seal.of(SecretStr(key)), People(), record_change, COMPOSERS) as notify:
        runner = Runner(Database(url), listener, lease, notify.handlers, chosen)
        await lease.start()
        await listener.start()
        async with runner.running():
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
