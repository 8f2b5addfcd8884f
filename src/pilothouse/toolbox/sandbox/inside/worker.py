"""The process that runs the code: closes itself in, runs it, and writes one line of JSON about what came out."""

import ast
import contextlib
import ctypes
import io
import json
import linecache
import os
import resource
import sys
import traceback
from pathlib import Path
from typing import Any

from . import landlock, seccomp

_MAX_VALUE_CHARS = 20_000
_MAX_ERROR_CHARS = 4_000
_MAX_TABLE_ROWS = 10_000
_MAX_TABLE_CELLS = 500_000
_FILE = "<code>"
_KILL_WHEN_PARENT_DIES = 1
_DROP_FROM_BOUNDING_SET = 24
_MAX_CAPABILITIES = 64
_RESERVED_MB = 1_024  # addresses that libraries reserve and do not use; the supervisor looks at what is used


def run(request: dict[str, Any], result_fd: int, output_fd: int) -> None:
    """Run the request's code and leave. Nothing of ours is trusted after the first line of it."""
    _set_up_streams(output_fd)
    os.chdir(request["scratch"])
    if request["isolation"] == "full":
        _close_in(request)
    else:
        _limit(request)
    Path(os.environ["HOME"]).mkdir(exist_ok=True)  # libraries keep caches there
    outcome = _outcome(request["code"])
    with open(result_fd, "w", encoding="utf-8", errors="replace") as result:
        json.dump(outcome, result)


def _set_up_streams(output_fd: int) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output_fd, 1), (output_fd, 2)):
        os.dup2(source, target)
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), "utf-8", "replace", write_through=True)
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), "utf-8", "replace", write_through=True)


def _close_in(request: dict[str, Any]) -> None:
    _prefer_to_be_killed()
    _limit(request)
    _give_up_root(request.get("uid"))
    ctypes.CDLL(None).prctl(_KILL_WHEN_PARENT_DIES, 9, 0, 0, 0)  # after it, as a change of user resets it
    seccomp.forbid_new_privileges()
    landlock.close_in(request["readable"], [request["scratch"], *request["devices"]])
    seccomp.close_in()


def _prefer_to_be_killed() -> None:
    """Ask the kernel to take this process first when the machine runs out of memory."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _limit(request: dict[str, Any]) -> None:
    megabyte = 1024 * 1024
    limits = {
        resource.RLIMIT_AS: (request["memory_mb"] + _RESERVED_MB) * megabyte,
        resource.RLIMIT_CPU: int(request["timeout_s"]) + 2,
        resource.RLIMIT_FSIZE: request["scratch_mb"] * megabyte,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 64 * 1024,
    }
    if request["isolation"] == "full":  # elsewhere it would count all of the user's processes
        limits[resource.RLIMIT_NPROC] = request["max_threads"]
    for kind, wanted in limits.items():
        _, hard = resource.getrlimit(kind)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (most, most))


def _give_up_root(uid: int | None) -> None:
    """Drop every capability, and become a user of our own where that user can still read Python."""
    libc = ctypes.CDLL(None)
    for capability in range(_MAX_CAPABILITIES):
        libc.prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    libc.capset(header, (ctypes.c_uint32 * 6)())


def _outcome(code: str) -> dict[str, Any]:
    linecache.cache[_FILE] = (len(code), None, code.splitlines(keepends=True), _FILE)
    names: dict[str, Any] = {"__name__": "__main__", "__file__": _FILE}
    try:
        value = _evaluated(code, names)
        figures = _save_figures()
        return {"ok": True, "value": _described(value), "figures": figures}
    except SystemExit as left:
        return {"ok": left.code in {None, 0}, "value": None, "error": f"The code left with {left.code!r}."}
    except BaseException as error:  # noqa: BLE001  # told to the caller, whatever it is
        return {"ok": False, "error": _explained(error), "kind": type(error).__name__}


def _evaluated(code: str, names: dict[str, Any]) -> Any:
    """Run the code; its last statement's value is the result when it is an expression, as in a notebook."""
    tree = ast.parse(code, _FILE)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, _FILE, "exec"), names)  # noqa: S102  # what this process is for
        return None
    tree.body.pop()
    exec(compile(tree, _FILE, "exec"), names)  # noqa: S102
    return eval(compile(ast.Expression(last.value), _FILE, "eval"), names)  # noqa: S307


def _explained(error: BaseException) -> str:
    """Write the traceback from the code's own first line on."""
    inner = error.__traceback__
    while inner is not None and inner.tb_frame.f_code.co_filename != _FILE:
        inner = inner.tb_next
    text = "".join(traceback.format_exception(type(error), error, inner, limit=-8, chain=False))
    return text if len(text) <= _MAX_ERROR_CHARS else f"…{text[-_MAX_ERROR_CHARS:]}"


def _save_figures() -> list[str]:
    """Save what matplotlib has open, as a notebook would show it."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    names: list[str] = []
    for number in pyplot.get_fignums()[:20]:
        names.append(f"figure-{number}.png")
        pyplot.figure(number).savefig(names[-1], dpi=120, bbox_inches="tight")
    return names


def _described(value: Any) -> Any:
    """Bring a value to JSON: tables as columns and rows, plain values as they are, all others as their text."""
    if value is None:
        return None
    if (table := _table_of(value)) is not None:
        return table
    if callable(item := getattr(value, "item", None)) and getattr(value, "ndim", None) == 0:
        value = item()
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return {"type": "text", "text": _cut(repr(value))}
    return {"type": "json", "json": text} if len(text) <= _MAX_VALUE_CHARS else {"type": "text", "text": _cut(text)}


def _table_of(value: Any) -> dict[str, Any] | None:
    """Read a frame or series of polars or pandas."""
    library = type(value).__module__.partition(".")[0]
    kind = type(value).__name__
    if library not in {"polars", "pandas"} or kind not in {"DataFrame", "Series"}:
        return None
    frame = value.to_frame() if kind == "Series" else value
    if library == "pandas":
        named = any(frame.index.names) or not _is_counted(frame.index)
        frame = frame.reset_index() if named else frame
        columns, total = [str(name) for name in frame.columns], len(frame)
    else:
        columns, total = list(frame.columns), frame.height
    most = max(1, min(_MAX_TABLE_ROWS, _MAX_TABLE_CELLS // max(1, len(columns))))
    head = frame.head(most)
    rows = head.rows() if library == "polars" else head.astype(object).to_numpy().tolist()
    return {
        "type": "table",
        "columns": columns,
        "rows": [[_cell(cell) for cell in row] for row in rows],
        "total": total,
    }


def _is_counted(index: Any) -> bool:
    return type(index).__name__ == "RangeIndex"


def _cell(cell: Any) -> Any:
    if hasattr(cell, "item"):
        cell = cell.item()
    if cell is None or isinstance(cell, bool | int | str):
        return cell
    if isinstance(cell, float):
        return cell if cell == cell and abs(cell) != float("inf") else None  # noqa: PLR0124  # NaN differs from itself
    return None if str(cell) in {"NaT", "<NA>"} else str(cell)


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_VALUE_CHARS else f"{text[:_MAX_VALUE_CHARS]}… [{len(text):,} characters]"
