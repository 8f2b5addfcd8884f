"""`pilothouse doctor`: look at everything an installation needs and say what to do."""

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import typer
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pilothouse import __version__
from pilothouse.agents.project import Project
from pilothouse.cli.options import DataDir, settings_from
from pilothouse.cli.output import JsonOption, friendly_errors, out, print_json
from pilothouse.core.errors import PilothouseError
from pilothouse.db.engine import Database
from pilothouse.db.migrate import CannotSignIn, role_of
from pilothouse.gateway.catalog.service import BUILTIN_PROVIDER
from pilothouse.gateway.routing.connections.operator import operator_connections
from pilothouse.llm.embeddings import embed
from pilothouse.runtime.registry.service import build_registry
from pilothouse.server.page import STATIC
from pilothouse.settings import Settings
from pilothouse.worker.schema import reach_database

LOW_DISK_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `advice` says what to do when it is not well."""

    name: str
    ok: bool
    found: str
    advice: str = ""


def doctor(data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Check Python, disk, data directory, database, roles, word vectors, tools, page and model."""
    with friendly_errors(as_json=as_json):
        settings = settings_from(data_dir, quiet=True)
        findings = asyncio.run(_examine(settings))
        if as_json:
            print_json({"ok": all(each.ok for each in findings), "checks": [asdict(each) for each in findings]})
        else:
            for each in findings:
                mark = "[green]✓[/green]" if each.ok else "[red]✗[/red]"
                out.print(f"{mark} {each.name:18} {each.found}", highlight=False)
                if each.advice and not each.ok:
                    out.print(f"  [yellow]→ {each.advice}[/yellow]", highlight=False)
        if not all(each.ok for each in findings):
            raise typer.Exit(1)


async def _examine(settings: Settings) -> list[Finding]:
    findings = [_python(), _disk(settings.data_dir), _page()]
    for name, check in (("Word vectors", _vectors), ("Tools", _tools)):
        findings.append(await _guarded(name, check))
    findings.append(await asyncio.to_thread(_project, settings.project))
    findings += await _database(settings)
    findings.append(_model(settings))
    return findings


async def _guarded(name: str, check: Callable[[], Awaitable[Finding]]) -> Finding:
    try:
        return await check()
    except PilothouseError as error:
        return Finding(name, ok=False, found="not usable", advice=error.message)


def _python() -> Finding:
    version = sys.version.split()[0]
    return Finding("Python", sys.version_info >= (3, 11), f"{version}, Pilothouse {__version__}", "Use Python 3.11+.")


def _disk(data_dir: Path) -> Finding:
    place = next(path for path in (data_dir, *data_dir.parents) if path.exists())
    free = shutil.disk_usage(place).free
    found = f"{free / 1e9:.1f} GB free for {data_dir}"
    return Finding("Disk", free > LOW_DISK_BYTES, found, "Free some space: below 1 GB the database may stop.")


def _page() -> Finding:
    built = (STATIC / "index.html").is_file()
    return Finding(
        "Dashboard", built, "built" if built else "not built", "Run ./scripts/dev.sh start, which builds it."
    )


async def _vectors() -> Finding:
    vectors = await asyncio.to_thread(embed, ["hello"])
    return Finding("Word vectors", ok=True, found=f"{vectors.shape[1]} dimensions, offline")


async def _tools() -> Finding:
    registry = await asyncio.to_thread(build_registry)
    return Finding("Tools", ok=True, found=f"{len(registry.tools)} tools, {len(registry.agents)} agents")


def _project(root: Path) -> Finding:
    report = Project(root).load()
    found = f"{len(report.items)} agents and tools of your own" if report.items else "no agents or tools of your own"
    problems = "; ".join(map(str, report.problems))
    return Finding("Project", not problems, f"{found} in {root.absolute()}", problems)


async def _database(settings: Settings) -> list[Finding]:
    where = "DATABASE_URL" if settings.database.url else "embedded"
    try:
        async with reach_database(settings, lambda _message: None) as urls:
            return await _look_into(urls.app, where)
    except PilothouseError as error:
        return [Finding("Database", ok=False, found=where, advice=error.message)]
    except OSError as error:
        return [Finding("Database", ok=False, found=where, advice=f"It cannot be reached: {error}.")]


async def _look_into(url: str, where: str) -> list[Finding]:
    database = Database(url)
    try:
        async with database.transaction() as session:
            version = await session.scalar(text("show server_version"))
            unsafe = await session.scalar(
                text(
                    "select rolsuper or rolbypassrls or exists (select 1 from pg_tables where tableowner = rolname)"
                    " from pg_roles where rolname = current_user"
                )
            )
            vector = await session.scalar(text("select count(*) from pg_available_extensions where name = 'vector'"))
    except DBAPIError as error:
        raise CannotSignIn(url, error.orig.__cause__ if error.orig else error) from error
    finally:
        await database.close()
    role = role_of(url)
    return [
        Finding("Database", ok=True, found=f"PostgreSQL {version}, {where}"),
        Finding(
            "Application role",
            not unsafe,
            f"{role} is {'above' if unsafe else 'under'} row-level security",
            "Give DATABASE_URL a plain role that owns no table and has neither SUPERUSER nor BYPASSRLS, and "
            "DATABASE_OWNER_URL the owner.",
        ),
        Finding("Vector extension", bool(vector), "available" if vector else "missing", "Install pgvector."),
    ]


def _model(settings: Settings) -> Finding:
    names = [each.name for each in operator_connections(settings.gateway) if each.name != BUILTIN_PROVIDER]
    found = ", ".join(names) or "none; the built-in planner answers on data files"
    return Finding("Model", ok=True, found=found)
