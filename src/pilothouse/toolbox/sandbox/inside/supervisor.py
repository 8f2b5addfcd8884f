"""Makes the sandbox, runs the worker in it, watches its bounds, and hands back what it left.

It speaks with `runner` through standard input and output: in comes one line of JSON, and the end of the input means
that nobody waits any more; out goes the length of a header, the header as JSON, and the bytes of the files it names.
"""

import contextlib
import json
import os
import select
import signal
import stat
import sys
import time
from pathlib import Path
from typing import Any

from . import landlock, namespaces, worker

_LOOK_EVERY_S = 0.05
_LOOK_OFTEN_S = 0.005
_SANDBOX_UIDS = 0x70000000  # far from any user; each run has its own, so that limits count it alone
_MAX_RESULT_BYTES = 8 * 1024 * 1024
_MAX_OUTPUT_BYTES = 50_000  # kept; the rest is read and dropped
_MAX_FLOOD_BYTES = 50 * 1024 * 1024  # written in all, before the worker is ended
_MAX_FILES = 50
_MAX_LEFT_BYTES = 64 * 1024 * 1024
_MAX_KEPT_FILES = 2_000
_CHUNK_BYTES = 64 * 1024
_BROKEN = 70


def main() -> None:
    """Serve one request."""
    request: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    layers = _prepare(request)
    outcome = _Watch(request).run()
    files = _left_files(request["scratch"], set(request["inputs"]), _MAX_LEFT_BYTES)
    outcome |= {"layers": layers, "files": [{"name": name, "size": len(data)} for name, data in files]}
    header = json.dumps(outcome).encode()
    out = sys.stdout.buffer
    out.write(len(header).to_bytes(8, "big") + header)
    for _, data in files:
        out.write(data)
    out.flush()


def _prepare(request: dict[str, Any]) -> list[str]:
    """Make what the machine grants, and say which layers there are."""
    if request["isolation"] != "full":
        _link_inputs(request)
        return []
    layers = [f"landlock {landlock.version()}", "seccomp", *namespaces.separate()]
    if "mounts" in layers and namespaces.mount_scratch(request["scratch"], request["scratch_mb"]):
        layers.append("scratch in memory")
    _link_inputs(request)
    if os.getuid() == 0 and "users" not in layers and _can_be_read_by(uid := _SANDBOX_UIDS + os.getpid(), request):
        request["uid"] = uid
        os.chown(request["scratch"], uid, uid)
        layers.append("own user")
    return layers


def _link_inputs(request: dict[str, Any]) -> None:
    """Show the attached files in the folder that the code starts in."""
    for name in request["inputs"]:
        Path(request["scratch"], name).symlink_to(Path(request["input_folder"], name))


def _can_be_read_by(uid: int, request: dict[str, Any]) -> bool:
    """Try in a child whether another user could still import Python's modules and reach the scratch folder."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            needed = [*request["modules"], request["scratch"], request["input_folder"]]
            os._exit(0 if all(os.access(path, os.R_OK | os.X_OK) for path in needed) else 1)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


class _Watch:
    """One run of the worker: reads what it writes, and ends it when it passes a bound."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._request = request
        self._kept: dict[int, bytearray] = {}
        self._flood_bytes = 0
        self._reason = ""
        self._status = 0
        self._is_over = False

    def run(self) -> dict[str, Any]:
        """Run the worker to its end and tell how it ended."""
        result_in, result_out = os.pipe()
        output_in, output_out = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            self._work(result_out, output_out, close=(result_in, output_in))
        os.close(result_out)
        os.close(output_out)
        self._kept = {result_in: bytearray(), output_in: bytearray()}
        self._watch(limit={result_in: _MAX_RESULT_BYTES, output_in: _MAX_OUTPUT_BYTES})
        ended_by = os.WTERMSIG(self._status) if os.WIFSIGNALED(self._status) else 0
        is_broken = os.WIFEXITED(self._status) and os.WEXITSTATUS(self._status) == _BROKEN
        return {
            "reason": self._reason or ("signal" if ended_by else "broken" if is_broken else "done"),
            "signal": ended_by,
            "result": self._kept[result_in].decode(errors="replace"),
            "output": self._kept[output_in].decode(errors="replace"),
            "output_bytes": self._flood_bytes,
        }

    def _work(self, result_out: int, output_out: int, close: tuple[int, ...]) -> None:
        """Be the worker. Never returns."""
        try:
            os.setsid()
            for each in close:
                os.close(each)
            worker.run(self._request, result_out, output_out)
            sys.stdout.flush()
            os._exit(0)
        except BaseException as error:  # noqa: BLE001  # whatever it is, this process ends here
            os.write(output_out, f"The sandbox could not be closed: {error!r}\n".encode())
        finally:
            os._exit(_BROKEN)

    def _watch(self, limit: dict[int, int]) -> None:
        """Read until the worker has ended. That it closed what it writes to does not mean that it has."""
        ends_at = time.monotonic() + self._request["timeout_s"]
        waiting = set(limit)
        while not self._has_ended():
            ready, _, _ = select.select([*waiting, 0], [], [], _LOOK_EVERY_S if waiting else _LOOK_OFTEN_S)
            if 0 in ready and not os.read(0, _CHUNK_BYTES):
                self._end("cancelled")
                return
            waiting -= {source for source in ready if source and not self._read(source, limit[source])}
            reason = "time" if time.monotonic() > ends_at else self._passed_bound()
            if reason:
                self._end(reason)
                return
        while waiting and (ready := select.select([*waiting], [], [], 0)[0]):  # what it wrote last
            waiting -= {source for source in ready if not self._read(source, limit[source])}

    def _has_ended(self) -> bool:
        if not self._is_over:
            pid, self._status = os.waitpid(self._pid, os.WNOHANG)
            self._is_over = pid == self._pid
        return self._is_over

    def _read(self, source: int, limit: int) -> bool:
        data = os.read(source, _CHUNK_BYTES)
        kept = self._kept[source]
        kept += data[: max(0, limit - len(kept))]
        if limit == _MAX_OUTPUT_BYTES:
            self._flood_bytes += len(data)
        return bool(data)

    def _passed_bound(self) -> str:
        if self._flood_bytes > _MAX_FLOOD_BYTES:
            return "output"
        status = _status_of(self._pid)
        if status.get("VmRSS", 0) > self._request["memory_mb"] * 1024:
            return "memory"
        if status.get("Threads", 0) > self._request["max_threads"]:
            return "processes"
        files, size_bytes = _used(self._request["scratch"])
        return "disk" if files > _MAX_KEPT_FILES or size_bytes > self._request["scratch_mb"] * 2**20 else ""

    def _end(self, reason: str) -> None:
        """End the worker, and in weak isolation the processes that it started in its session."""
        self._reason = self._reason or reason
        os.kill(self._pid, signal.SIGKILL)
        if self._request["isolation"] != "full":
            with contextlib.suppress(OSError):
                os.killpg(self._pid, signal.SIGKILL)
        _, self._status = os.waitpid(self._pid, 0)
        self._is_over = True


def _status_of(pid: int) -> dict[str, int]:
    """Read the figures of a process: its "Threads", and its "VmRSS" in kilobytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return {}
    pairs = (line.partition(":") for line in status.splitlines())
    figures = ((name, value.split()[:1]) for name, _, value in pairs)
    return {name: int(value[0]) for name, value in figures if value and value[0].isdigit()}


def _used(folder: str) -> tuple[int, int]:
    """Count the files of a folder and the bytes they take."""
    files = size_bytes = 0
    for root, folders, names in os.walk(folder):
        files += len(folders)
        for name in names:
            files += 1
            with contextlib.suppress(OSError):
                size_bytes += Path(root, name).lstat().st_blocks * 512
    return files, size_bytes


def _left_files(folder: str, inputs: set[str], room: int) -> list[tuple[str, bytes]]:
    """Read the plain files at the top of the scratch folder; links and others are not followed."""
    found: list[tuple[str, bytes]] = []
    for path in sorted(Path(folder).iterdir()):
        if path.name in inputs or path.name.startswith(".") or len(found) >= _MAX_FILES:
            continue
        data = _plain_file(path, room)
        if data is not None:
            found.append((path.name, data))
            room -= len(data)
    return found


def _plain_file(path: Path, room: int) -> bytes | None:
    try:
        source = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        about = os.fstat(source)
        if not stat.S_ISREG(about.st_mode) or about.st_size > room:
            return None
        with os.fdopen(os.dup(source), "rb") as file:
            return file.read(room)
    finally:
        os.close(source)
