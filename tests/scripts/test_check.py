import asyncio
import sys

import pytest

from scripts import check
from scripts.check import Check

PASSES = Check("passes", (sys.executable, "-c", "print('all well')"))
FAILS = Check("fails", (sys.executable, "-c", "import sys; sys.exit('line 3 is wrong')"))


async def test_each_check_has_a_line_and_failures_say_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "CHECKS", (PASSES, FAILS))
    assert await check.main(fix=False) == 1
    said = capsys.readouterr().out
    assert "ok     passes" in said
    assert "FAILED fails" in said
    assert said.endswith("── fails ──\nline 3 is wrong\n")
    assert "all well" not in said


async def test_all_well_is_success(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "CHECKS", (PASSES,))
    assert await check.main(fix=False) == 0


async def test_they_run_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check.os, "cpu_count", lambda: 3)
    together = asyncio.Barrier(3)

    async def run(_command: tuple[str, ...]) -> tuple[int, str]:
        await together.wait()
        return 0, ""

    monkeypatch.setattr(check, "run", run)
    monkeypatch.setattr(check, "CHECKS", (PASSES, PASSES, PASSES))
    async with asyncio.timeout(5):
        assert await check.main(fix=False) == 0


async def test_fix_repairs_before_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple] = []

    async def run(command: tuple) -> tuple[int, str]:
        ran.append(command)
        return 0, ""

    monkeypatch.setattr(check, "run", run)
    monkeypatch.setattr(check, "CHECKS", (Check("lint", ("look",), fix=("mend",)),))
    await check.main(fix=True)
    assert ran == [("mend",), ("look",)]
