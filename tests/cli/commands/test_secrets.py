from pathlib import Path

import pytest
from typer.testing import CliRunner

from pilothouse.cli.commands.secrets import app

LINES = """
# comment
PILOTHOUSE_SECRET_MAIL_PASSWORD="pass $word"
PILOTHOUSE_SECRET_EMPTY=
OPENAI_API_KEY=made-up
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "old.env"
    path.write_text(LINES)
    return path


def run(tmp_path: Path, *arguments: str, **options: str):
    return CliRunner().invoke(app, [*arguments, "--data-dir", str(tmp_path / "data")], **options)


def kept(tmp_path: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (tmp_path / "data" / "secrets").iterdir()}


class TestImport:
    def test_takes_the_lines_that_are_meant(self, tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        result = run(tmp_path, "import", str(file))
        assert result.exit_code == 0, result.output
        assert kept(tmp_path) == {"mail_password": "pass $word"}
        assert "pass" not in result.output.replace("mail_password", "")

    def test_takes_every_line_when_told_to(self, tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert run(tmp_path, "import", str(file), "--all").exit_code == 0
        assert kept(tmp_path) == {"mail_password": "pass $word", "openai_api_key": "made-up"}

    def test_replaces_what_is_there_though_the_shell_has_read_the_file(
        self, tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PILOTHOUSE_SECRET_MAIL_PASSWORD", "old")
        for _ in range(2):
            assert run(tmp_path, "import", str(file)).exit_code == 0
        assert kept(tmp_path) == {"mail_password": "pass $word"}

    def test_says_that_there_is_nothing_to_take(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "old.env").write_text("OTHER=1\n")
        result = run(tmp_path, "import", "old.env")
        assert result.exit_code != 0


class TestSet:
    def test_stores_what_is_typed_without_showing_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        result = run(tmp_path, "set", "tool_search_brave", input="hunter2\n")
        assert result.exit_code == 0, result.output
        assert kept(tmp_path) == {"tool_search_brave": "hunter2"}
        assert "hunter2" not in result.output
