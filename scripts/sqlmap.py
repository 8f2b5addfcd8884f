"""Let sqlmap try every parameter of some routes of an installation that is made for it.

`python -m scripts.sqlmap [pattern of paths …]`

sqlmap (GPL) is no dependency of ours: it is installed into a folder of its own, which is gone afterwards. Level 3 tries
headers as well, risk 2 statements that take their time. A route is clean when sqlmap has tried all of its parameters
and none could be made part of a statement, and when nothing it sent was answered with a failure of ours.
"""

import asyncio
import json
import re
import secrets
import sys
import tempfile
import time
import venv
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import httpx2

from scripts.installation import ADMIN, data_of, installation, token_of

VERSION = "1.10.10"
ROUTE_TIMEOUT_S = 600
_OPTIONS = (
    "--batch", "--flush-session", "--level=3", "--risk=2", "--dbms=PostgreSQL", "--time-sec=3", "--timeout=30",
    "--retries=1", "--ignore-code=*", "--skip-waf", "--disable-coloring",
)  # fmt: skip
_FOUND = "identified the following injection point"
_CLEAN = "all tested parameters do not appear to be injectable"
_TRIED = re.compile(r"parameter '([^']+)' does not seem to be injectable")
_FAILURES = re.compile(r"^5\d\d \([^)]*\) - \d+ times", re.MULTILINE)
_REQUESTS = re.compile(r"^HTTP request \[#(\d+)\]", re.MULTILINE)


@dataclass(frozen=True)
class Target:
    """One request; `*` marks a place that sqlmap would not find by itself.

    Attributes:
        body: of a JSON request; every value in it is tried.
        headers: further ones.
        status: of the answer to the request as it stands: sqlmap learns nothing from what is refused at the door.
    """

    method: str
    path: str
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


TARGETS = (
    Target("GET", "/missions?q=ships&state=completed&sort=-created_at&limit=5"),
    Target("GET", "/missions/MISSION*"),
    Target("GET", "/users?q=ada&role=admin&kind=person&limit=5"),
    Target("GET", "/audit?action=login&resource=user&q=ada&outcome=success&since=2026-01-01T00:00:00Z"),
    Target("GET", "/requests?model=builtin&agent=buddy&outcome=completed&tag=a&limit=5"),
    Target("GET", "/analytics/spend?model=builtin&agent=buddy&bucket=day&by=model&top=5"),
    Target("GET", "/chat/conversations?q=hello&state=active&limit=5"),
    Target("GET", "/chat/memory/search?q=hello"),
    Target("GET", "/catalog?search=mini&provider=openai"),
    Target("GET", "/security/events?family=secrets&detector=secret&agent=buddy&tool=x&request_id=a"),
    Target("GET", "/tools?q=table&category=tables&days=7"),
    Target("GET", "/auth/me", headers={"X-Request-ID": "abc*"}),
    Target("GET", "/auth/me", headers={"Authorization": "Bearer ph_abc*"}, status=401),
    Target("POST", "/auth/login", {"email": "ada@example.com", "password": "four quiet owls"}, status=401),
    Target("POST", "/teams", {"name": "Deck"}, status=201),
    Target("POST", "/missions", {"objective": "Count", "title": "Ships", "draft": True}, status=202),
    Target("POST", "/missions", {"objective": "Count", "draft": True}, {"Idempotency-Key": "abc*"}, status=202),
    Target("POST", "/chat/memory/facts", {"text": "Reports go out on Fridays."}, status=201),
    Target("PATCH", "/chat/memory/facts/FACT", {"text": "Reports go out on Mondays."}),
    Target("PATCH", "/chat/memory/facts/FACT*", {"text": "Reports go out on Tuesdays."}),
    Target("GET", "/chat/conversations/CONVERSATION*/messages?limit=5"),
    Target("PATCH", "/chat/conversations/CONVERSATION", {"title": "Ships", "agent": "buddy", "metadata": {"a": "b"}}),
    Target("GET", "/roles?limit=5&cursor=abc", status=422),
    Target("POST", "/roles", {"name": "clerk", "permissions": ["files:read"]}, status=201),
    Target("PATCH", "/roles/ROLE", {"name": "analyst", "permissions": ["files:read"]}),
    Target("PATCH", "/roles/ROLE*", {"name": "analyst"}),
)


@dataclass(frozen=True)
class Verdict:
    """What sqlmap said of a target, and which parameters it has tried to the end."""

    words: str
    requests: int
    seconds: float
    output: str
    tried: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether everything was tried, and nothing found."""
        return self.words == "clean"


async def main(*patterns: str) -> int:
    """Try every target, or those whose path matches; print a table. Return the exit code."""
    targets = [each for each in TARGETS if not patterns or any(fnmatch(each.path, f"*{one}*") for one in patterns)]
    password = secrets.token_urlsafe(24)
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory() as folder:
        program = await _install(Path(folder))
        async with installation(password) as address, httpx2.AsyncClient(base_url=f"{address}/api/v1") as http:
            http.headers["Authorization"] = f"Bearer {await token_of(http, ADMIN, password)}"
            ids = await _made(http)
            for target in targets:
                verdict = await _tried(program, f"{address}/api/v1", target, ids, http.headers["Authorization"])
                print(
                    f"{target.method:6}{target.path:72}{verdict.requests:7,}{verdict.seconds:7.0f} s  {verdict.words}",
                    flush=True,
                )
                print(f"      {', '.join(verdict.tried)}", flush=True)
                print("" if verdict.is_clean else verdict.output[-3000:], end="", flush=True)
                verdicts.append(verdict)
    print(f"{len(verdicts)} routes, {sum(each.requests for each in verdicts):,} requests")
    return 0 if all(each.is_clean for each in verdicts) else 1


async def _install(folder: Path) -> Path:
    """Install sqlmap where nothing of ours is; return its command."""
    venv.create(folder / "venv", with_pip=True)
    pip = folder / "venv" / "bin" / "pip"
    process = await asyncio.create_subprocess_exec(pip, "install", "--quiet", "--no-deps", f"sqlmap=={VERSION}")
    if await process.wait():
        raise SystemExit("sqlmap could not be installed.")
    return folder / "venv" / "bin" / "sqlmap"


async def _made(http: httpx2.AsyncClient) -> dict[str, str]:
    """Make what the targets ask about, so that there is something to find."""
    mission = {"objective": "Count the ships", "draft": True}
    role = {"name": "reader", "permissions": ["missions:read"]}
    await http.post("/chat", json={"message": "hello"}, timeout=60)
    fact = {"text": "Ships are counted at noon."}
    return {
        "CONVERSATION": data_of(await http.post("/chat/conversations", json={"title": "Plans"}))["id"],
        "FACT": data_of(await http.post("/chat/memory/facts", json=fact))["id"],
        "MISSION": data_of(await http.post("/missions", json=mission))["id"],
        "ROLE": data_of(await http.post("/roles", json=role))["id"],
    }


async def _tried(program: Path, base: str, target: Target, ids: dict[str, str], authorization: str) -> Verdict:
    path = target.path
    for name, value in ids.items():
        path = path.replace(name, value)
    headers = {"Authorization": authorization, "Content-Type": "application/json", **target.headers}
    async with httpx2.AsyncClient() as http:
        plain = {name: value.replace("*", "") for name, value in headers.items()}
        asked = await http.request(target.method, f"{base}{path.replace('*', '')}", json=target.body, headers=plain)
    if asked.status_code != target.status:
        return Verdict(f"NOT TRIED: {asked.status_code}", 0, 0, asked.text)
    lines = "\n".join(f"{name}: {value}" for name, value in headers.items())
    body = ["--data", json.dumps(target.body)] if target.body is not None else []
    traffic = program.parents[2] / "traffic"
    traffic.unlink(missing_ok=True)
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(program, "-u", f"{base}{path}", "--method", target.method, "--headers", lines, *body, *_OPTIONS),
        *("--output-dir", program.parents[2] / "output", "-t", traffic),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(ROUTE_TIMEOUT_S):
            output = (await process.communicate())[0].decode(errors="replace")
    except TimeoutError:
        process.kill()
        await process.wait()
        output = ""
    requests = _REQUESTS.findall(traffic.read_text(errors="replace")) if traffic.exists() else []
    return read(output, len(requests), time.monotonic() - began)


def read(output: str, requests: int, seconds: float) -> Verdict:
    """Read what sqlmap printed."""
    words, tried = "not finished", tuple(_TRIED.findall(output))
    if _FOUND in output:
        words = "INJECTABLE"
    elif failures := _FAILURES.findall(output):
        words = f"FAILED: {', '.join(failures)}"
    elif _CLEAN in output and tried:
        words = "clean"
    return Verdict(words, requests, seconds, output, tried)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
