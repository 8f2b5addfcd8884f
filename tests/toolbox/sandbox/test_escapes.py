"""Code that tries to leave the sandbox. What it may not do, it cannot; and what it breaks is its own."""

import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pilothouse.toolbox.sandbox.runner import Bounds, SandboxResult, missing_layers, run_python
from tests.toolbox.sandbox.attempts import HARMFUL, REAL

pytestmark = pytest.mark.skipif(bool(missing_layers()), reason="this machine cannot close a process off")
CLOSED = Bounds(timeout_s=20, memory_mb=1_024, scratch_mb=32)
OPEN = Bounds(timeout_s=20, memory_mb=1_024, scratch_mb=32, isolation="weak")


@pytest.fixture
def places(tmp_path: Path) -> Iterator[dict[str, object]]:
    """What there is to reach outside, and a server that notes who comes."""
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("secret", "victim"):
        (outside / name).write_text("the,secret\n1,2\n")
    script = tmp_path / "script"
    script.write_text("#!/bin/sh\necho $1\n")
    script.chmod(0o755)
    listening = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)]
    listening[1].bind(str(tmp_path / "unix"))
    listening[2].bind(f"\0pilothouse-{os.getpid()}")
    for server in listening[1:]:
        server.listen()
    answering = threading.Thread(target=_answer, args=(listening[0],), daemon=True)
    answering.start()
    yield {
        "secret": outside / "secret",
        "outside": outside,
        "script": script,
        "port": listening[0].getsockname()[1],
        "unix": tmp_path / "unix",
        "abstract": f"pilothouse-{os.getpid()}",
        "pid": os.getpid(),
    }
    listening[0].shutdown(socket.SHUT_RDWR)
    answering.join()
    for server in listening:
        server.close()


def _answer(server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")


async def _attempt(code: str, places: dict[str, object], tmp_path: Path, bounds: Bounds) -> SandboxResult:
    (tmp_path / "data.csv").write_text("a\n1\n")
    return await run_python(code.format(**places), {"data.csv": tmp_path / "data.csv"}, bounds)


def test_the_attempts_are_many() -> None:
    assert len(REAL) + len(HARMFUL) > 90


@pytest.mark.parametrize("name", sorted({**REAL, **HARMFUL}))
async def test_no_attempt_succeeds(name: str, places: dict[str, object], tmp_path: Path) -> None:
    result = await _attempt({**REAL, **HARMFUL}[name], places, tmp_path, CLOSED)
    assert "ESCAPED" not in result.output
    assert result.reason in {"done", "signal"}
    assert (tmp_path / "outside" / "secret").read_text() == "the,secret\n1,2\n"
    assert sorted(each.name for each in (tmp_path / "outside").iterdir()) == ["secret", "victim"]
    assert (tmp_path / "data.csv").read_text() == "a\n1\n"
    assert "secret" not in str(result.outcome.get("value"))


@pytest.mark.skipif(os.getuid() != 0 or sys.platform != "linux", reason="some attempts need root even in the open")
@pytest.mark.parametrize("name", sorted(REAL))
async def test_each_attempt_is_a_real_one(name: str, places: dict[str, object], tmp_path: Path) -> None:
    """In a process that nothing closes off the same code succeeds, so that its failure above means something."""
    result = await _attempt(REAL[name], places, tmp_path, OPEN)
    assert "ESCAPED" in result.output, result.outcome
