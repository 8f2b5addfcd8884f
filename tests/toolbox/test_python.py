from pathlib import Path

import pytest

from pilothouse.agents import ToolContext, ToolRetry, local_context
from pilothouse.agents.errors import ToolFailed
from pilothouse.agents.execution import execute
from pilothouse.core.errors import NotFound
from pilothouse.toolbox.python import python
from pilothouse.toolbox.sandbox.inside import landlock
from pilothouse.toolbox.sandbox.runner import missing_layers
from pilothouse.toolbox.settings import ToolboxSettings

needs_layers = pytest.mark.skipif(bool(missing_layers()), reason="this machine cannot close a process off")
SETTINGS = {ToolboxSettings: ToolboxSettings(python_timeout_s=15, python_memory_mb=1_024)}


@pytest.fixture
def context(tmp_path: Path) -> ToolContext:
    (tmp_path / "sales.csv").write_text("region,total\nnorth,10\nsouth,20\n")
    return local_context(tmp_path, settings=SETTINGS)


@needs_layers
class TestPython:
    async def test_returns_the_last_value(self, context: ToolContext) -> None:
        result = await execute(python, {"code": "sum(range(10))"}, context)
        assert (result.output["value"], result.summary) == (45, "Python returned 45.")

    async def test_returns_and_saves_a_table(self, context: ToolContext, tmp_path: Path) -> None:
        code = "import polars as pl\npl.read_csv('sales.csv').select(pl.col('total').sum())"
        output = (await execute(python, {"code": code, "save_as": "The total"}, context)).output
        assert output["table"] == {"columns": ["total"], "rows": [[30]], "total_rows": 1}
        assert output["artifacts"] == ["the-total.table.json"]
        assert (tmp_path / "artifacts" / "the-total.table.json").exists()

    async def test_saves_files_and_figures(self, context: ToolContext, tmp_path: Path) -> None:
        draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint('drawn')\n"
        code = f"{draw}open('notes.md', 'w').write('# Hi')\nNone"
        output = (await execute(python, {"code": code}, context)).output
        assert output["artifacts"] == ["figure-1.png", "notes.md"]
        assert output["output"] == "drawn\n"
        assert (tmp_path / "artifacts" / "figure-1.png").read_bytes().startswith(b"\x89PNG")

    async def test_is_given_only_the_files_that_were_named(self, context: ToolContext) -> None:
        code = "import os; sorted(n for n in os.listdir() if n[0] != '.')"
        assert (await execute(python, {"code": code}, context)).output["value"] == ["sales.csv"]
        assert (await execute(python, {"code": code, "files": []}, context)).output["value"] == []
        with pytest.raises(NotFound):
            await execute(python, {"code": code, "files": ["../x"]}, context)

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("1 / 0", "ZeroDivisionError"),
            ("import requests_that_is_missing", "cannot be installed"),
            ("open('/etc/passwd')", "Only the current folder"),
            ("import urllib.request as u; u.urlopen('http://127.0.0.1')", "no network|not permitted"),
            ("x = bytearray(10**12)", "1,024 MB"),
            ("print('seen'); import os; os._exit(1)", "without a result.*seen"),
            ("while True: print('x' * 1000)", "printed without end"),
            ("import ctypes; ctypes.string_at(0)", "crashed"),
        ],
    )
    async def test_tells_the_model_what_to_change(self, context: ToolContext, code: str, words: str) -> None:
        with pytest.raises(ToolRetry, match=rf"(?s){words}"):
            await execute(python, {"code": code}, context)

    async def test_time_that_is_over_is_told(self, tmp_path: Path) -> None:
        context = local_context(tmp_path, settings={ToolboxSettings: ToolboxSettings(python_timeout_s=0.5)})
        with pytest.raises(ToolRetry, match=r"longer than 0\.5 s"):
            await execute(python, {"code": "while True: pass"}, context)

    @pytest.mark.parametrize(
        "said",
        [
            {"ok": True, "value": {"type": "table", "columns": ["a"], "rows": [[1, 2], "x", [3]], "total": "many"}},
            {"ok": True, "value": {"type": "table", "columns": 3, "rows": {}}},
            {"ok": True, "value": {"type": "json", "json": "[" * 20_000}},
            {"ok": True, "value": {"type": "json"}},
            {"ok": True, "value": [1]},
            {"ok": True, "value": {"type": "json", "json": "NaN"}},
        ],
    )
    async def test_is_not_misled_by_what_the_code_claims(self, context: ToolContext, said: dict[str, object]) -> None:
        code = (
            f"import json, os\ntext = json.dumps({said!r}).encode()\n"
            "for fd in range(3, 30):\n  try: os.write(fd, text)\n  except OSError: pass\nos._exit(0)"
        )
        output = (await execute(python, {"code": code}, context)).output
        assert output.get("table") in (None, {"columns": ["a"], "rows": [[3]], "total_rows": 1})


async def test_is_refused_where_code_cannot_be_closed_off(
    context: ToolContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)
    with pytest.raises(ToolFailed, match="PILOTHOUSE_TOOLBOX_PYTHON_ISOLATION=weak"):
        await execute(python, {"code": "1"}, context)


async def test_says_when_it_was_not_closed_off(tmp_path: Path) -> None:
    weak = {ToolboxSettings: ToolboxSettings(python_isolation="weak")}
    output = (await execute(python, {"code": "1 + 1"}, local_context(tmp_path, settings=weak))).output
    assert output["value"] == 2
    assert "network and files were open" in output["notes"][0]
