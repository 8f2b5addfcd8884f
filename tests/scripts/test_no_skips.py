import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PASSES = "def test_one(): pass\n"
SKIPS = "import pytest\n@pytest.mark.skip(reason='no browser')\ndef test_two(): pass\n"


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "scripts.no_skips", "-p", "no:cacheprovider", *options, folder]
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "side by side"])
def test_a_run_with_a_skipped_test_fails(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "test_it.py").write_text(PASSES + SKIPS)
    result = run(tmp_path, *options)
    assert result.returncode == 1
    assert "1 tests were skipped; CI skips none" in result.stdout
    assert "1 passed, 1 skipped" in result.stdout.splitlines()[-1]


def test_a_run_without_one_passes(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(PASSES)
    assert run(tmp_path).returncode == 0
