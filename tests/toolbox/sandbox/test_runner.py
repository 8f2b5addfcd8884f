"""Python in its sandbox: what comes back, what it may take, and that nothing is left of it."""

import asyncio
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from pilothouse.agents.errors import ToolFailed
from pilothouse.toolbox.sandbox import runner
from pilothouse.toolbox.sandbox.inside import landlock, seccomp
from pilothouse.toolbox.sandbox.runner import Bounds, SandboxUnavailable, missing_layers, run_python

BOUNDS = Bounds(timeout_s=20, memory_mb=1_024, scratch_mb=16)
HURRIED = replace(BOUNDS, timeout_s=1)
needs_layers = pytest.mark.skipif(bool(missing_layers()), reason="this machine cannot close a process off")


class TestWithoutLayers:
    @pytest.fixture(autouse=True)
    def no_landlock(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(landlock, "version", lambda: 0)

    async def test_nothing_is_run(self) -> None:
        with pytest.raises(SandboxUnavailable, match=r"lacks Landlock.*ISOLATION=weak"):
            await run_python("1", {}, BOUNDS)

    async def test_it_is_run_where_an_operator_said_so(self) -> None:
        result = await run_python("import socket; socket.socket(); 1", {}, replace(BOUNDS, isolation="weak"))
        assert result.outcome["ok"]
        assert result.layers == ()

    async def test_processes_it_started_are_ended_with_it(self, tmp_path: Path) -> None:
        code = (
            "import os, time\n"
            f"if os.fork() == 0:\n  open('{tmp_path}/pid', 'w').write(str(os.getpid()))\ntime.sleep(60)"
        )
        result = await run_python(code, {}, replace(BOUNDS, isolation="weak", timeout_s=2))
        assert result.reason == "time"
        assert not await _lives(int((tmp_path / "pid").read_text()))


def test_filters_that_are_missing_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "is_available", lambda: False)
    assert missing_layers()[-1].startswith("system call filters")


@needs_layers
class TestResults:
    async def test_are_the_last_expression(self) -> None:
        result = await run_python("x = 20\nx + 1", {}, BOUNDS)
        assert result.outcome["value"] == {"type": "json", "json": "21"}
        assert (await run_python("x = 20", {}, BOUNDS)).outcome["value"] is None

    async def test_are_tables(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("a,b\n1,x\n3,\n")
        result = await run_python("import polars as pl\npl.read_csv('a.csv')", {"a.csv": tmp_path / "a.csv"}, BOUNDS)
        value = result.outcome["value"]
        assert (value["columns"], value["rows"], value["total"]) == (["a", "b"], [[1, "x"], [3, None]], 2)

    async def test_come_from_duckdb_too(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("a\n1\n3\n")
        code = "import duckdb\nduckdb.sql(\"select sum(a) from 'a.csv'\").fetchall()[0][0]"
        result = await run_python(code, {"a.csv": tmp_path / "a.csv"}, BOUNDS)
        assert (result.reason, result.outcome["value"]) == ("done", {"type": "json", "json": "4"}), result.output

    async def test_of_numbers_and_odd_objects(self) -> None:
        for code, value in {
            "import numpy as np; np.float64(1.5)": {"type": "json", "json": "1.5"},
            "import numpy as np; np.arange(3)": {"type": "text", "text": "array([0, 1, 2])"},
            "float('nan')": {"type": "text", "text": "nan"},
            "{1, 2}": {"type": "text", "text": "{1, 2}"},
        }.items():
            assert (await run_python(code, {}, BOUNDS)).outcome["value"] == value

    async def test_of_great_length_are_cut(self) -> None:
        text = (await run_python("'x' * 10_000_000", {}, BOUNDS)).outcome["value"]["text"]
        assert len(text) < 21_000

    async def test_are_files_at_the_top_of_the_folder(self) -> None:
        code = (
            "import os\nopen('a.txt', 'w').write('x'); os.mkdir('d'); open('d/b', 'w'); open('.hidden', 'w')\n"
            "os.symlink('/etc/passwd', 'l'); os.symlink('a.txt', 'm'); os.mkfifo('p') if hasattr(os, 'mkfifo') else 0"
        )
        result = await run_python(code.replace("os.mkfifo('p')", "0"), {}, BOUNDS)
        assert result.files == {"a.txt": b"x"}

    async def test_of_errors_point_at_the_line(self) -> None:
        result = await run_python("x = 1\n\ny = x / 0\n", {}, BOUNDS)
        assert not result.outcome["ok"]
        assert 'File "<code>", line 3' in result.outcome["error"]
        assert "y = x / 0" in result.outcome["error"]
        assert "worker.py" not in result.outcome["error"]

    async def test_of_code_that_is_no_python(self) -> None:
        assert "SyntaxError" in (await run_python("x = = 1", {}, BOUNDS)).outcome["error"]

    async def test_may_be_lies_without_harm(self) -> None:
        for said in ("[1]", "no json", '{"ok": true', '"x"', '{"value": {"type": "table"}}'):
            write = f"try: os.write(fd, {said.encode()!r})\n  except OSError: pass"
            code = f"import os\nfor fd in range(3, 20):\n  {write}\nos._exit(0)"
            assert isinstance((await run_python(code, {}, BOUNDS)).outcome, dict)

    async def test_of_objects_with_tricks_in_them(self) -> None:
        for trick in ("__repr__", "__reduce__", "__str__", "item"):
            code = f"class T:\n  ndim = 0\n  def {trick}(self, *a): raise SystemExit(3)\nT()"
            result = await run_python(code, {}, BOUNDS)
            assert result.reason == "done"


@needs_layers
class TestBounds:
    async def test_of_time(self) -> None:
        assert (await run_python("while True: pass", {}, HURRIED)).reason == "time"

    async def test_of_time_when_it_pretends_to_have_ended(self) -> None:
        code = "import os, time\nfor fd in range(64):\n  try: os.close(fd)\n  except OSError: pass\ntime.sleep(60)"
        assert (await run_python(code, {}, HURRIED)).reason == "time"

    async def test_of_time_when_it_ignores_signals(self) -> None:
        ignore = "try: signal.signal(s, signal.SIG_IGN)\n  except Exception: pass"
        code = f"import signal, time\nfor s in range(1, 65):\n  {ignore}\ntime.sleep(60)"
        assert (await run_python(code, {}, HURRIED)).reason == "time"

    @pytest.mark.parametrize(
        "code",
        ["bytearray(10**11)", "x = [0]\nwhile True: x += x", "import mmap; mmap.mmap(-1, 2**33)", "'x' * 2**34"],
    )
    async def test_of_memory(self, code: str) -> None:
        result = await run_python(code, {}, BOUNDS)
        assert result.reason == "memory" or result.outcome["kind"] in {"MemoryError", "OSError"}

    async def test_of_output(self) -> None:
        result = await run_python("while True: print('x' * 10_000)", {}, BOUNDS)
        assert result.reason == "output"
        assert len(result.output) <= 50_000

    async def test_of_threads(self) -> None:
        code = (
            "import threading, time\nthreading.stack_size(65536)\n"
            "while True:\n  try: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
            "  except RuntimeError: time.sleep(0.01)"
        )
        assert (await run_python(code, {}, replace(BOUNDS, timeout_s=5))).reason in {"processes", "time"}

    async def test_of_recursion(self) -> None:
        code = "import sys; sys.setrecursionlimit(10**9)\ndef f(): return f()\nf()"
        result = await run_python(code, {}, replace(BOUNDS, timeout_s=5))
        assert result.reason in {"signal", "done", "time", "memory"}

    @pytest.mark.parametrize(
        "code",
        [
            "f = open('x', 'wb')\nwhile True: f.write(bytes(2**20))",
            "n = 0\nwhile True:\n  open(f'x{n}', 'wb').write(bytes(2**20)); n += 1",
            "import os\nos.posix_fallocate(os.open('x', os.O_CREAT | os.O_RDWR), 0, 2**32)",
            "n = 0\nwhile True:\n  open(f'x{n}', 'w').close(); n += 1",
        ],
    )
    async def test_of_the_disk(self, code: str) -> None:
        result = await run_python(code, {}, BOUNDS)
        assert result.reason in {"disk", "signal"} or result.outcome["kind"] in {"OSError", "PermissionError"}

    async def test_of_a_file_that_only_claims_to_be_large(self) -> None:
        result = await run_python("open('x', 'wb').truncate(10**7 * 8); 1", {}, replace(BOUNDS, scratch_mb=128))
        assert result.outcome["ok"]
        assert result.files == {}

    async def test_of_what_it_is_given(self, tmp_path: Path) -> None:
        with (tmp_path / "huge").open("wb") as file:
            file.truncate(300 * 2**20)
        with pytest.raises(ToolFailed, match="315 MB together"):
            await run_python("1", {"huge": tmp_path / "huge"}, BOUNDS)


@needs_layers
class TestSurroundings:
    async def test_hold_nothing_of_ours(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "k")  # not a secret
        value = (await run_python("import os; sorted(os.environ)", {}, BOUNDS)).outcome["value"]
        assert "OPENAI_API_KEY" not in value["json"]

    async def test_hold_no_open_file_of_ours(self) -> None:
        code = (
            "import os\nfound = []\nfor fd in range(256):\n  try: found.append((fd, os.fstat(fd).st_mode >> 12))\n"
            "  except OSError: pass\nfound"
        )
        value = (await run_python(code, {}, BOUNDS)).outcome["value"]["json"]
        assert len([kind for _, kind in eval(value) if kind not in {1, 2}]) == 0  # pipes and /dev/null alone

    async def test_are_gone_afterwards(self) -> None:
        before = set(Path(tempfile.gettempdir()).glob("pilothouse-python-*"))
        await run_python("open('x', 'w').write('y')", {}, BOUNDS)
        assert set(Path(tempfile.gettempdir()).glob("pilothouse-python-*")) <= before

    async def test_are_gone_when_nobody_waits_any_more(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(runner.tempfile, "mkdtemp", lambda prefix: str(_made(tmp_path / "here")))
        before = _children()
        running = asyncio.create_task(run_python("import time\ntime.sleep(60)", {}, replace(BOUNDS, timeout_s=60)))
        while not (children := _children() - before):
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert not any([await _lives(pid) for pid in children])
        assert not (tmp_path / "here").exists()

    async def test_keep_names_from_leading_out(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("x")
        inputs = {"../../up.txt": tmp_path / "a", ".hidden": tmp_path / "a"}
        value = (await run_python("import glob; sorted(glob.glob('*'))", inputs, BOUNDS)).outcome["value"]
        assert value["json"] == '["hidden", "up.txt"]'


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _children() -> set[int]:
    return {int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()}


async def _lives(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "Z":
            return False
        await asyncio.sleep(0.02)
    return True
