"""`pilothouse serve`: the whole platform in one process."""

import asyncio
import errno
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
import uvloop
from rich.panel import Panel

from pilothouse.cli.options import DataDir, ProjectDir, settings_from
from pilothouse.cli.output import err, friendly_errors
from pilothouse.cli.own import own_items
from pilothouse.cli.replicas import Replicas, when_left_alone
from pilothouse.core import collector
from pilothouse.core.errors import Conflict
from pilothouse.main import create_app
from pilothouse.server.http import http_config
from pilothouse.settings import Settings
from pilothouse.worker.platform import Platform

_SHOWN = 8  # names of the user's own agents and tools


class PortTaken(Conflict):
    """Another program listens on the port."""


def serve(
    data_dir: DataDir = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default: 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on. Default: 8700.")] = None,
    worker: Annotated[bool, typer.Option(help="Run missions in this process too.")] = True,
    processes: Annotated[int | None, typer.Option(min=1, max=64, help="Processes that answer. Default: 1.")] = None,
    project: ProjectDir = None,
    reload: Annotated[
        bool, typer.Option("--reload", help="Take in changes of the project's agents and tools at once.")
    ] = False,
    listen_fd: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Start the platform: database, API, worker and dashboard.

    Without `DATABASE_URL` it brings its own PostgreSQL and keeps everything in the data directory. The first start
    makes an administrator; set `PILOTHOUSE_ADMIN_EMAIL` and `PILOTHOUSE_ADMIN_PASSWORD` to choose who that is.
    Agents and tools of your own are found in the project folder, which `pilothouse new project` makes.
    """
    with friendly_errors():
        settings = settings_from(
            data_dir,
            server={"host": host, "port": port, "processes": processes},
            worker=None if worker else False,
            project=project,
            reload=reload or None,
        )
        if listen_fd is not None:
            uvloop.run(_replicate(settings, socket.socket(fileno=listen_fd)))
        else:
            uvloop.run(_serve(settings, _listen(settings.server.host, settings.server.port)))


class _Server(uvicorn.Server):
    """Leaves signals to us: uvicorn would raise them again before the database is closed."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    def stop(self) -> None:
        """Finish what is running; a second time, do not wait for it."""
        self.force_exit = self.should_exit
        self.should_exit = True


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # the protocol is named, or asyncio would leave Nagle's algorithm on: 40 ms for each small answer
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(f"Port {port} is taken by another program. Stop it, or choose one with --port.") from error
        raise PortTaken(f"Cannot listen on {host}:{port}: {error.strerror}.") from error
    return listening


async def _serve(settings: Settings, listening: socket.socket) -> None:
    started = time.monotonic()

    def progress(message: str) -> None:
        err.print(f"[dim]{time.monotonic() - started:5.1f} s[/dim]  {message}", highlight=False)

    def ready(platform: Platform) -> None:
        progress("Ready")
        _ease(platform)
        err.print(_welcome(platform, listening.getsockname()[1]))

    with collector.spared():
        app = create_app(settings, progress=progress, ready=ready)
    replicas = Replicas(settings.server.processes - 1, listening, _options(settings))
    async with app.router.lifespan_context(app), replicas.running():
        server = _Server(http_config(app))

        def stop() -> None:
            server.stop()
            replicas.stop()

        _at_signals(stop)
        await server.serve(sockets=[listening])
        progress("Stopping")
    progress("Stopped; nothing is lost")


async def _replicate(settings: Settings, listening: socket.socket) -> None:
    """Answer beside the process that made this one; it speaks to the person and ends us."""
    with collector.spared():
        app = create_app(settings, ready=_ease)
    async with app.router.lifespan_context(app):
        server = _Server(http_config(app))
        _at_signals(server.stop)
        when_left_alone(server.stop)
        await server.serve(sockets=[listening])


def _ease(platform: Platform) -> None:
    """Do at the beginning what no request should wait for."""
    collector.settle()
    platform.security.warm()


def _at_signals(act: Callable[[], None]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, act)


def _options(settings: Settings) -> list[str]:
    """Write settings as options again; what came from variables comes from them again."""
    server = settings.server
    words = ["--data-dir", str(settings.data_dir), "--project", str(settings.project.absolute())]
    words += ["--host", server.host, "--port", str(server.port), "--processes", str(server.processes)]
    return [*words, "--reload"] if settings.reload else words


def _welcome(platform: Platform, port: int) -> Panel:
    settings = platform.settings
    host = settings.server.host if settings.server.host not in {"0.0.0.0", "::"} else "localhost"  # noqa: S104
    lines = [f"[bold]Open[/bold]      http://{host}:{port}"]
    administrator = platform.first_administrator
    if administrator is not None:
        lines.append(f"[bold]Sign in[/bold]   {administrator.email}")
        if administrator.generated_password:
            lines.append(f"[bold]Password[/bold]  {administrator.generated_password}   (shown once; keep it)")
    own = own_items(platform.registry)
    if own:
        lines.append(f"[bold]Yours[/bold]     {', '.join(own[:_SHOWN])}{' …' if len(own) > _SHOWN else ''}")
    lines.append("")
    lines.append("Then talk to Buddy under [bold]Chat[/bold]; work that takes longer is a [bold]mission[/bold].")
    lines.append(f'The same here:  {_command()} chat "What can you do?"')
    if not platform.gateway.status().connected:
        lines.append("")
        lines.append("No model is connected: a built-in planner answers questions on data files.")
        lines.append("Set OPENAI_API_KEY (and OPENAI_BASE_URL) to connect one.")
    return Panel("\n".join(lines), title=f"Pilothouse · {_short(settings.data_dir)}", border_style="cyan", expand=False)


def _command() -> str:
    """Return how a person calls this program here: by its name, or from a checkout by its path."""
    if shutil.which("pilothouse"):
        return "pilothouse"
    program = Path(sys.argv[0]).absolute()
    return str(program.relative_to(Path.cwd())) if program.is_relative_to(Path.cwd()) else str(program)


def _short(path: Path) -> str:
    return f"~/{path.relative_to(Path.home())}" if path.is_relative_to(Path.home()) else str(path)
