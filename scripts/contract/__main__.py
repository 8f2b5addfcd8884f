"""Judge the API of an installation that is made for it: `python -m scripts.contract [examples per operation]`."""

import asyncio
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx2

from scripts.contract.judge import Caller, judge

_EXAMPLES = 10
_STARTS_WITHIN_S = 120
_ADMIN, _USER = "admin@localhost", "user@localhost"
_SETTINGS = {
    "PILOTHOUSE_RATE_LIMITS_USER_PER_MINUTE": "0",
    "PILOTHOUSE_RATE_LIMITS_ORGANIZATION_PER_MINUTE": "0",
    "PILOTHOUSE_RATE_LIMITS_ATTEMPTS_PER_MINUTE": "0",
    "PILOTHOUSE_ACCESS_ACCESS_TOKEN_LIFETIME_S": "86400",  # longer than the whole run
    "PILOTHOUSE_ACCESS_SIGN_UP": "open",
    "PILOTHOUSE_LOG_LEVEL": "error",
}


async def main(examples: int) -> int:
    """Ask as an administrator, a user, a program and nobody; print what broke. Return the exit code."""
    password = secrets.token_urlsafe(24)
    verdicts = []
    async with _installation(password) as address:
        for caller in await _callers(address, password):
            verdict = await judge(address, caller, phases="examples,coverage,fuzzing,stateful", examples=examples)
            print(verdict.report if not verdict.is_kept else "", end="")
            print(f"{caller.name}: {verdict.cases:,} cases, {'kept' if verdict.is_kept else 'BROKEN'}", flush=True)
            verdicts.append(verdict)
    print(f"{sum(each.cases for each in verdicts):,} cases in all")
    return 0 if all(each.is_kept for each in verdicts) else 1


async def _callers(address: str, password: str) -> list[Caller]:
    async with httpx2.AsyncClient(base_url=f"{address}/api/v1", timeout=30) as http:
        admin = await _token(http, _ADMIN, password)
        user = {"email": _USER, "name": "User", "password": password, "roles": ["user"]}
        _data(await http.post("/users", json=user, headers=admin))
        key = _data(await http.post("/auth/api-keys", json={"name": "contract"}, headers=admin))["key"]
        return [
            Caller("administrator", admin),
            Caller("user", await _token(http, _USER, password)),
            Caller("API key", {"X-API-Key": key}),
            Caller("nobody"),
            Caller("user who leaves", await _token(http, _USER, password), leaves=True),
        ]


async def _token(http: httpx2.AsyncClient, email: str, password: str) -> dict[str, str]:
    form = {"email": email, "password": password, "delivery": "body"}
    return {"Authorization": f"Bearer {_data(await http.post('/auth/login', json=form))['access_token']}"}


def _data(answer: httpx2.Response) -> Any:
    answer.raise_for_status()
    return answer.json()["data"]


@asynccontextmanager
async def _installation(password: str) -> AsyncGenerator[str]:
    """Start `pilothouse serve` on a free port and an empty directory; yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with _open_folder() as folder:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "pilothouse.cli", "serve", "--port", str(port), "--data-dir", f"{folder}/data"),
            env={**os.environ, **_SETTINGS, "PILOTHOUSE_ADMIN_PASSWORD": password},
            cwd=folder,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            await _ready(address)
            yield address
        finally:
            process.terminate()
            await process.wait()


@contextmanager
def _open_folder() -> Generator[str]:
    """Make an empty directory that everybody can enter: PostgreSQL runs as somebody else when we are root."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield folder


async def _ready(address: str) -> None:
    async with asyncio.timeout(_STARTS_WITHIN_S), httpx2.AsyncClient() as http:
        while True:
            try:
                if (await http.get(f"{address}/health/ready")).is_success:
                    return
            except httpx2.TransportError:
                pass
            await asyncio.sleep(0.2)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else _EXAMPLES)))
