"""What it costs to know who asks, and how long answers take with a hundred people at work.

The same route that does nothing, bare and with a credential, asked in turns within the whole application: the rest is
the CPU time that authentication, rate limits and the audit layer add. Then a real server, and 100 users who think a
second between two requests. `AUTHENTICATION_REQUESTS` and `AUTHENTICATION_SECONDS` make a smaller run.
"""

import asyncio
import os
import random
import statistics
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from fastapi import FastAPI
from sqlalchemy import text

from benchmarks.fixtures import make_tenant
from benchmarks.place import EMAIL, PASSWORD, Served, cpu_seconds, migrated_cluster, served
from benchmarks.table import Ratio, Result, percentile
from pilothouse.access.audit.caller import LOCAL
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.identity import Identity
from pilothouse.core.ids import OrganizationId, UserId
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import configure_logging
from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database
from pilothouse.main import create_app
from pilothouse.server.auth import CurrentPrincipal
from pilothouse.settings import Settings
from tests.places import open_place

REQUESTS = int(os.environ.get("AUTHENTICATION_REQUESTS", "300"))  # of each kind in a round
ROUNDS = 20
SECONDS = float(os.environ.get("AUTHENTICATION_SECONDS", "20"))
USERS, THINKING_S = 100, 1.0
MISSIONS = 60
MANY = 10**9  # a minute: counted, and never too many
PATHS = {
    "who am I": "/api/v1/auth/me",
    "missions": "/api/v1/missions",
    "costs": "/api/v1/analytics/spend?by=model",
}
SIGN = {"sign of life": "/health/live"}
TURNS = 4


async def run() -> Result:
    """Measure the CPU time of one process first, then answers of a server."""
    configure_logging("json", "error")  # as the servers of benchmarks do
    result = Result("Authentication", ("What", "CPU ms a request", "p50 ms", "p95 ms"))
    with migrated_cluster() as cluster, open_place() as place:
        async with _application(cluster, place) as (app, identity):
            await _compare(app, await _credentials(cluster, identity), result)
    with open_place(on_disk=True) as place, served(place / "data") as server:
        took, page_ms, sign_ms = await _work(server)
    for name, milliseconds in took.items():
        p50, p95 = percentile(milliseconds, 0.5), percentile(milliseconds, 0.95)
        result.rows.append((f"{name}, {USERS} users", f"{page_ms:.2f} (all)", f"{p50:.1f}", f"{p95:.1f}"))
    result.rows.append((f"a sign of life, {USERS} users", f"{sign_ms:.2f}", "", ""))
    everything = [milliseconds for each in took.values() for milliseconds in each]
    p95_ms = percentile(everything, 0.95)
    result.ratios[f"p95 with {USERS} users, ms"] = Ratio(p95_ms, "lower", 100, is_relative=False)
    result.ratios["CPU a request of pages, times a sign of life's"] = Ratio(page_ms / sign_ms, "lower")
    return result


@asynccontextmanager
async def _application(cluster: Cluster, place: Path) -> AsyncIterator[tuple[FastAPI, Identity]]:
    """Open the whole application with two more routes that do nothing."""
    limits = {"user_per_minute": MANY, "organization_per_minute": MANY, "attempts_per_minute": MANY}
    database = {"url": cluster.app_url, "owner_url": cluster.owner_url}
    settings = Settings(data_dir=place, worker=False, database=database, rate_limits=limits, log_level="error")
    app = create_app(settings)

    async def bare() -> None:
        """Do nothing for anybody."""

    async def known(who: CurrentPrincipal) -> None:
        """Do nothing for somebody."""

    app.add_api_route("/api/v1/bare", bare)
    app.add_api_route("/api/v1/known", known)
    async with app.router.lifespan_context(app):
        yield app, app.state.identity


async def _credentials(cluster: Cluster, identity: Identity) -> dict[str, list[tuple[bytes, bytes]]]:
    """Return the headers of each kind of request."""
    database = Database(cluster.app_url)
    organization, user = await make_tenant(database)
    async with database.transaction(organization) as session:
        values = {"hash": await identity.passwords.hash(PASSWORD), "id": user}
        statement = text("update user_account set password_hash = :hash where id = :id returning email")
        email = await session.scalar(statement, values)
    await database.close()
    who = Principal(OrganizationId(organization), UserId(user), permissions=frozenset({"admin"}))
    key = (await identity.api_keys.create(who, ApiKeyCreate(name="benchmark"))).key
    token = (await identity.logins.login(email, PASSWORD, LOCAL)).access_token
    return {
        "bare": [],
        "with an API key": [(b"authorization", f"Bearer {key}".encode())],
        "with an access token": [(b"authorization", f"Bearer {token}".encode())],
    }


async def _compare(app: FastAPI, kinds: dict[str, list[tuple[bytes, bytes]]], result: Result) -> None:
    """Ask in turns; what comes first in a round changes."""
    took: dict[str, list[float]] = defaultdict(list)
    for kind, headers in kinds.items():  # the first request of each looks the credential up
        await _ask(app, kind, headers)
    for _ in range(ROUNDS):
        for kind in random.sample(list(kinds), len(kinds)):
            began = time.process_time()
            for _ in range(REQUESTS):
                await _ask(app, kind, kinds[kind])
            took[kind].append((time.process_time() - began) * 1000 / REQUESTS)
    cost = {kind: statistics.median(each) for kind, each in took.items()}
    for kind, milliseconds in cost.items():
        result.rows.append((f"a route that does nothing, {kind}", f"{milliseconds:.3f}", "", ""))
        if kind != "bare":
            added_ms = milliseconds - cost["bare"]
            result.ratios[f"added {kind}, ms of CPU"] = Ratio(added_ms, "lower", 0.3, is_relative=False)


async def _ask(app: FastAPI, kind: str, headers: list[tuple[bytes, bytes]]) -> None:
    """Ask as the server's protocol does, without a socket."""
    path = "/api/v1/bare" if kind == "bare" else "/api/v1/known"
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80), "headers": [(b"host", b"127.0.0.1"), *headers], "state": {},
    }  # fmt: skip
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, send)
    assert statuses == [200], (kind, statuses)


async def _work(server: Served) -> tuple[dict[str, list[float]], float, float]:
    """Let users look at things for a while, and in turns at a sign of life, which asks nobody and no database.

    Returns:
        How long each kind of page took, and the CPU of one and of a sign of life, in milliseconds.
    """
    took: dict[str, list[float]] = defaultdict(list)
    async with aiohttp.ClientSession(server.url, connector=aiohttp.TCPConnector(limit=0)) as http:
        form = {"email": EMAIL, "password": PASSWORD, "delivery": "body"}
        token = (await _posted(http, "/api/v1/auth/login", form, {}))["access_token"]
        admin = {"Authorization": f"Bearer {token}"}
        for number in range(MISSIONS):
            mission = {"objective": f"Count the ships of harbour {number}", "draft": True}
            await _posted(http, "/api/v1/missions", mission, admin)
        keys = [await _posted(http, "/api/v1/auth/api-keys", {"name": f"u{n}"}, admin) for n in range(USERS)]
        for each in keys:  # the first time of everything is not what is measured
            for path in PATHS.values():
                async with http.get(path, headers={"X-API-Key": each["key"]}) as answer:
                    await answer.read()
        cpu_s = {"pages": 0.0, "signs": 0.0}
        signs: dict[str, list[float]] = defaultdict(list)
        for _ in range(TURNS):
            for kind, paths, answers in (("pages", PATHS, took), ("signs", SIGN, signs)):
                before, ends_at = cpu_seconds(server.process.pid), time.perf_counter() + SECONDS / TURNS
                async with asyncio.TaskGroup() as users:
                    for each in keys:
                        users.create_task(_user(http, {"X-API-Key": each["key"]}, paths, ends_at, answers))
                cpu_s[kind] += cpu_seconds(server.process.pid) - before
    page_ms, sign_ms = (
        cpu_s[kind] * 1000 / sum(map(len, answers.values())) for kind, answers in (("pages", took), ("signs", signs))
    )
    return took, page_ms, sign_ms


async def _user(
    http: aiohttp.ClientSession,
    headers: dict[str, str],
    paths: dict[str, str],
    ends_at: float,
    took: dict[str, list[float]],
) -> None:
    await asyncio.sleep(random.uniform(0, THINKING_S))  # people do not begin together
    while time.perf_counter() < ends_at:
        name = random.choice(list(paths))
        began = time.perf_counter()
        async with http.get(paths[name], headers=headers) as answer:
            await answer.read()
        kind = name if answer.status == 200 else f"{name} refused with {answer.status}"
        took[kind].append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(THINKING_S)


async def _posted(
    http: aiohttp.ClientSession, path: str, body: dict[str, Any], headers: dict[str, str]
) -> dict[str, Any]:
    async with http.post(path, json=body, headers=headers) as answer:
        answer.raise_for_status()
        return (await answer.json())["data"]
