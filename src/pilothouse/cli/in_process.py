"""The whole application in the command's own process, on a data directory."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
from starlette.requests import HTTPConnection

from pilothouse.access.identity.operator import principal_of_operator
from pilothouse.cli.options import settings_from
from pilothouse.cli.output import err
from pilothouse.cli.transport import InProcessTransport
from pilothouse.client.pilothouse import TIMEOUT_S
from pilothouse.core import collector
from pilothouse.core.principal import Principal
from pilothouse.main import create_app
from pilothouse.worker.platform import Platform


@asynccontextmanager
async def open_in_process(data_dir: Path | None, *, works: bool) -> AsyncGenerator[httpx2.AsyncClient]:
    """Yield a client of the application; see `client.open_api`."""
    settings = settings_from(data_dir, quiet=True, worker=works)

    async def as_operator(connection: HTTPConnection) -> Principal:
        return await principal_of_operator(connection.app.state.database)

    with collector.spared():
        app = create_app(settings, authenticate=as_operator, ready=_show_generated_password)
    async with app.router.lifespan_context(app):
        transport = InProcessTransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://pilothouse", timeout=TIMEOUT_S) as http:
            yield http


def _show_generated_password(platform: Platform) -> None:
    """Show what is shown once: a command may be the first that ever runs on a data directory."""
    made = platform.first_administrator
    if made is not None and made.generated_password:
        err.print(f"Made the administrator {made.email}, password {made.generated_password} (shown once; keep it)")
