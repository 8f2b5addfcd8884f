"""Our side of the sandbox: what goes in, and what is believed of what comes out."""

import asyncio
import json
import os
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from pilothouse.agents.errors import ToolFailed
from pilothouse.core.telemetry import get_logger
from pilothouse.toolbox.sandbox.inside import landlock, seccomp

_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from inside.supervisor import main; main()"
_MAX_INPUT_BYTES = 200 * 1024 * 1024
_MAX_HEADER_BYTES = 64 * 1024 * 1024
_GRACE_S = 10  # to start Python, and to hand the results over
_MAX_THREADS = 64
_SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/usr/share/fonts", "/etc/ld.so.cache",
    "/etc/localtime", "/etc/fonts", "/proc/cpuinfo", "/proc/meminfo", "/proc/self/cgroup",
    "/sys/devices/system/cpu", "/dev/urandom", "/dev/random", "/dev/zero",
)  # fmt: skip
_CGROUPS = Path("/sys/fs/cgroup")
_CGROUP_LIMITS = ("cpu.max", "cpu.cfs_quota_us", "cpu.cfs_period_us", "memory.max", "memory.limit_in_bytes")
log = get_logger(__name__)


class SandboxUnavailable(ToolFailed):
    """This machine cannot close a process off, so no foreign code runs on it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one run may take."""

    timeout_s: float
    memory_mb: int
    scratch_mb: int
    isolation: Literal["full", "weak"] = "full"


@dataclass(frozen=True, slots=True)
class SandboxResult:
    """What came out of a run. All of it was written by the code, except `reason`, `signal` and `layers`.

    Attributes:
        reason: done | time | memory | output | processes | disk | signal | broken (the sandbox could not be closed).
        signal: that ended it, when `reason` is signal.
        outcome: {ok, value, error, kind, figures}, as far as it fits that shape.
        output: what it printed, cut.
        output_bytes: what it printed in all.
        files: the plain files it left in its folder, by name.
        layers: what closed it off; none when isolation is weak.
    """

    reason: str
    signal: int
    outcome: dict[str, Any]
    output: str
    output_bytes: int
    files: dict[str, bytes]
    layers: tuple[str, ...]


def missing_layers() -> list[str]:
    """Tell what this machine lacks to close a process off; nothing when it can."""
    if sys.platform != "linux":
        return ["Linux"]
    lacking = [] if landlock.version() else ["Landlock (Linux 5.13 or newer, switched on)"]
    return lacking if seccomp.is_available() else [*lacking, "system call filters (seccomp)"]


async def run_python(code: str, inputs: Mapping[str, Path], bounds: Bounds) -> SandboxResult:
    """Run code in a process of its own.

    Args:
        code: Python source.
        inputs: files it may read, by the name it knows them by.
        bounds: what it may take.

    Raises:
        SandboxUnavailable: the machine cannot close a process off and isolation is "full".
        ToolFailed: the inputs are too large, or the sandbox broke.
    """
    if bounds.isolation == "full" and (lacking := missing_layers()):
        raise SandboxUnavailable(
            f"Python is not run here: this machine lacks {' and '.join(lacking)}, so code could reach its network and"
            " files. An operator can allow it without that protection: PILOTHOUSE_TOOLBOX_PYTHON_ISOLATION=weak."
        )
    async with _folder() as folder:
        names = await asyncio.to_thread(_copy_inputs, folder / "inputs", inputs)
        request = _request(folder, code, names, bounds)
        return await _supervised(request, bounds)


@asynccontextmanager
async def _folder() -> AsyncGenerator[Path]:
    folder = await asyncio.to_thread(_make_folder)
    try:
        yield folder
    finally:
        await asyncio.to_thread(_remove, folder)


def _make_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="pilothouse-python-"))
    for name in ("inputs", "scratch"):
        (folder / name).mkdir(mode=0o755)
    folder.chmod(0o711)  # a user of its own has to pass through, but not to look around
    return folder


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:  # folders within folders, where the scratch folder is no file system of its own
        log.warning("sandbox_left_over", folder=str(folder))


def _copy_inputs(folder: Path, inputs: Mapping[str, Path]) -> list[str]:
    total_bytes = sum(path.stat().st_size for path in inputs.values())
    if total_bytes > _MAX_INPUT_BYTES:
        raise ToolFailed(
            f"The files have {total_bytes / 1e6:,.0f} MB together; Python is given {_MAX_INPUT_BYTES / 1e6:,.0f} MB at"
            " most. Name only the files it needs."
        )
    names: list[str] = []
    for name, path in inputs.items():
        safe = Path(name).name.lstrip(".") or "file"
        shutil.copyfile(path, folder / safe)
        (folder / safe).chmod(0o444)
        names.append(safe)
    return names


def _request(folder: Path, code: str, names: list[str], bounds: Bounds) -> dict[str, Any]:
    paths = sysconfig.get_paths()
    modules = sorted({paths[kind] for kind in ("stdlib", "platstdlib", "purelib", "platlib")})
    return {
        "code": code,
        "scratch": str(folder / "scratch"),
        "input_folder": str(folder / "inputs"),
        "inputs": names,
        "modules": modules,
        "readable": [*modules, *_SYSTEM, *_limits_of_container(), f"{sys.base_prefix}/lib", str(folder / "inputs")],
        "devices": ["/dev/null"],
        "timeout_s": bounds.timeout_s,
        "memory_mb": bounds.memory_mb,
        "scratch_mb": bounds.scratch_mb,
        "isolation": bounds.isolation,
        "max_threads": _MAX_THREADS,
    }


def _limits_of_container() -> list[str]:
    """Name the files that say how much this container may take: libraries size themselves by them, DuckDB must."""
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return []
    folders = [_CGROUPS]
    for line in lines:  # "0::/path" of version 2, "4:cpu,cpuacct:/path" of version 1
        _, controllers, path = line.split(":", 2)
        for mount in (controllers, *controllers.split(",")):
            place = _CGROUPS / mount / path.lstrip("/")
            folders += [each for each in (place, *place.parents) if each.is_relative_to(_CGROUPS)]
    return [str(folder / name) for folder in dict.fromkeys(folders) for name in _CGROUP_LIMITS]


def _environment(scratch: str) -> dict[str, str]:
    """Nothing of ours: the environment holds keys and passwords."""
    plain = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "USER": "code", "TMPDIR": scratch}
    home = dict.fromkeys(("HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME"), f"{scratch}/.home")  # hidden, so no result
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "2")
    # each arena and thread of an allocator reserves addresses, which are bounded
    allocators = {"MALLOC_ARENA_MAX": "2", "_RJEM_MALLOC_CONF": "background_thread:false,narenas:2"}
    return plain | home | threads | allocators | {"MPLBACKEND": "Agg"}


async def _supervised(request: dict[str, Any], bounds: Bounds) -> SandboxResult:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-B", "-c", _BOOT, str(Path(__file__).parent),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env=_environment(request["scratch"]), cwd="/", start_new_session=True, limit=2**20,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(bounds.timeout_s + _GRACE_S):
            process.stdin.write(json.dumps(request).encode() + b"\n")
            await process.stdin.drain()
            result = await _read_result(process.stdout, bounds)
            await process.wait()
            return result
    except (TimeoutError, asyncio.IncompleteReadError, ConnectionError, ValueError, KeyError) as error:
        log.exception("sandbox_broke", said=await _last_words(process))
        raise ToolFailed("The sandbox for Python broke before it had a result.") from error
    finally:
        process.stdin.close()  # the supervisor ends the code, then itself
        await _ended(process)


async def _read_result(stream: asyncio.StreamReader, bounds: Bounds) -> SandboxResult:
    size = int.from_bytes(await stream.readexactly(8), "big")
    if size > _MAX_HEADER_BYTES:
        raise ValueError(f"a header of {size} bytes")
    header: dict[str, Any] = json.loads(await stream.readexactly(size))
    files: dict[str, bytes] = {}
    left_bytes = bounds.scratch_mb * 1024 * 1024
    for each in header["files"]:
        left_bytes -= int(each["size"])
        if left_bytes < 0:
            raise ValueError("more files than fit")
        files[str(each["name"])] = await stream.readexactly(int(each["size"]))
    return SandboxResult(
        reason=str(header["reason"]),
        signal=int(header["signal"]),
        outcome=_believed(header["result"]),
        output=str(header["output"]),
        output_bytes=int(header["output_bytes"]),
        files=files,
        layers=tuple(header["layers"]),
    )


def _believed(text: str) -> dict[str, Any]:
    """Read what the code says came out of it. It may say anything."""
    try:
        outcome = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", outcome) if isinstance(outcome, dict) else {}


async def _last_words(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    try:
        async with asyncio.timeout(0.5):
            return (await process.stderr.read(4_000)).decode(errors="replace")
    except TimeoutError:
        return ""


async def _ended(process: asyncio.subprocess.Process) -> None:
    try:
        async with asyncio.timeout(5):
            await process.wait()
    except TimeoutError:
        os.killpg(process.pid, 9)
        await process.wait()
    finally:
        if process.returncode is None:
            os.killpg(process.pid, 9)
