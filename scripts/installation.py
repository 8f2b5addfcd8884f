"""An installation of its own for a script to attack: `pilothouse serve` on a free port and an empty directory."""

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx2

ADMIN = "admin@localhost"
_STARTS_WITHIN_S = 120
_SETTINGS = {
    "PILOTHOUSE_RATE_LIMITS_USER_PER_MINUTE": "0",
    "PILOTHOUSE_RATE_LIMITS_ORGANIZATION_PER_MINUTE": "0",
    "PILOTHOUSE_RATE_LIMITS_ATTEMPTS_PER_MINUTE": "0",
    "PILOTHOUSE_ACCESS_ACCESS_TOKEN_LIFETIME_S": "86400",  # longer than the whole run
    "PILOTHOUSE_ACCESS_SIGN_UP": "open",
    "PILOTHOUSE_LOG_LEVEL": "error",
}


@asynccontextmanager
async def installation(password: str) -> AsyncGenerator[str]:
    """Start a server whose administrator has this password; yield its address."""
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


async def token_of(http: httpx2.AsyncClient, email: str, password: str) -> str:
    """Sign in; return the access token."""
    form = {"email": email, "password": password, "delivery": "body"}
    return data_of(await http.post("/auth/login", json=form))["access_token"]


def data_of(answer: httpx2.Response) -> Any:
    """Return what a successful answer holds."""
    answer.raise_for_status()
    return answer.json()["data"]


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
