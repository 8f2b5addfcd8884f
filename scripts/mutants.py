"""Break the modules that decide who gets in, a little and many times; see whether a test notices each.

`python -m scripts.mutants [pattern of modules …]` copies the repository into a folder, lets mutmut change one thing at
a time in the modules below, and runs the tests that reach the changed function against one database. It prints what no
test noticed, except what `scripts/mutants.txt` says cannot be noticed, and fails where less than 85 % was.

mutmut (BSD) is installed for the run alone: it brings a terminal interface that nobody needs every day.
"""

import asyncio
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from pilothouse.db.embedded import start_cluster, stop_cluster
from pilothouse.db.migrate import migrate
from tests.places import open_place

ROOT = Path(__file__).parents[1]
KNOWN = ROOT / "scripts" / "mutants.txt"
MUTMUT = ("mutmut==3.8.1", "libcst", "setproctitle", "coverage", "textual", "click", "rich", "pyyaml")
LEAST_NOTICED = 0.85
_NICENESS = 10  # it may take as long as it takes

# What is broken, and the tests that are to notice. Few and quick: each mutant runs those that reach it.
MODULES = {
    "access/identity/access_tokens.py": ("tests/access/identity/test_access_tokens.py",),
    "access/identity/account_tokens.py": ("tests/access/identity/test_account_tokens.py",),
    "access/identity/cookie_name.py": (
        "tests/access/identity/test_cookie_name.py",
        "tests/access/identity/sessions/test_cookies.py",
    ),
    "access/identity/credential_cache.py": ("tests/access/identity/test_credential_cache.py",),
    "access/identity/permissions.py": ("tests/access/identity/test_permissions.py",),
    "access/identity/principals.py": ("tests/access/identity/test_principals.py",),
    "access/identity/roles/service.py": ("tests/access/identity/roles/test_service.py",),
    "access/identity/sessions/refresh_tokens.py": ("tests/access/identity/sessions/test_refresh_tokens.py",),
    "access/identity/signing_keys.py": ("tests/access/identity/test_signing_keys.py",),
    "access/security/policies/policy.py": ("tests/access/security/policies/test_policy.py",),
}
_CLUSTER = '''

@pytest.fixture(scope="session")
def cluster():
    """The one that all mutants share."""
    import os
    from types import SimpleNamespace

    yield SimpleNamespace(app_url=os.environ["MUTANTS_APP_URL"], owner_url=os.environ["MUTANTS_OWNER_URL"])
'''


@dataclass(frozen=True)
class Mutant:
    """One change.

    Attributes:
        place: module and function.
        line: as it was changed to.
        fate: `killed`, `survived`, `timeout`, `no tests` and the like, as mutmut says it.
    """

    place: str
    line: str
    fate: str

    def __str__(self) -> str:
        return f"{self.place}: {self.line}"

    @property
    def is_known(self) -> bool:
        """Whether somebody has written down why no test can notice it."""
        return any(line.startswith(f"{self}  # ") for line in KNOWN.read_text(encoding="utf-8").splitlines())

    @property
    def is_noticed(self) -> bool:
        """Whether a test failed, or never came to an end."""
        return self.fate in {"killed", "timeout", "segfault"}


def main(*patterns: str) -> int:
    """Break the modules that match, one after the other; print what went unnoticed. Return the exit code."""
    chosen = [name for name in MODULES if not patterns or any(fnmatch(name, f"*{each}*") for each in patterns)]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, _database() as urls:
        home = Path(folder) / "repository"
        _copy(home)
        environment = {**os.environ, **urls, "PYTHONPATH": str(_installed(Path(folder)))}
        mutants: list[Mutant] = []
        for name in chosen:
            _configure(home, name)
            made = list(_broken(home, environment))
            print(f"{name}: {len(made)} mutants, {sum(each.is_noticed for each in made)} noticed", flush=True)
            for each in made:
                if not each.is_noticed and not each.is_known:
                    print(f"  {each.fate}: {each}", flush=True)
            mutants += made
    return _told(mutants)


@contextlib.contextmanager
def _database() -> Iterator[dict[str, str]]:
    """Run one PostgreSQL for all; yield its addresses as variables."""
    with open_place() as place:
        running = start_cluster(place)
        asyncio.run(migrate(running.owner_url, running.app_url))
        yield {"MUTANTS_APP_URL": running.app_url, "MUTANTS_OWNER_URL": running.owner_url}
        stop_cluster(running)


def _copy(home: Path) -> None:
    """Copy what the tests need."""
    skipped = shutil.ignore_patterns("__pycache__", "static")
    for name in ("src", "tests", "scripts"):
        shutil.copytree(ROOT / name, home / name, ignore=skipped)
    conftest = home / "tests" / "conftest.py"
    conftest.write_text(conftest.read_text(encoding="utf-8") + _CLUSTER, encoding="utf-8")


def _configure(home: Path, name: str) -> None:
    """Say what is to be changed next, and by which tests it is to be noticed."""
    shutil.rmtree(home / "mutants", ignore_errors=True)
    settings = {
        "source_paths": ["src/"],
        "only_mutate": [f"src/pilothouse/{name}"],
        "also_copy": ["scripts/"],
        "pytest_add_cli_args": ["-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": list(MODULES[name]),
        "timeout_constant": 30.0,
        "track_dependencies": False,
        "process_isolation": "forkserver",  # hypothesis wants each test to be run once in a process
    }
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (home / "pyproject.toml").write_text(f"{project}\n[tool.mutmut]\n{lines}", encoding="utf-8")


def _installed(folder: Path) -> Path:
    """Install mutmut beside our packages; return where. Without dependencies: pytest is to stay ours."""
    target = folder / "mutmut"
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--target", str(target), *MUTMUT]
    subprocess.run(command, check=True)
    return target


def _broken(home: Path, environment: dict[str, str]) -> Iterator[Mutant]:
    """Let mutmut do its work; yield every mutant with what became of it."""

    def say(*arguments: str) -> str:
        command = ["nice", "-n", str(_NICENESS), sys.executable, "-m", "mutmut", *arguments]
        said = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
        if said.returncode:
            raise SystemExit(said.stdout[-3000:] + said.stderr[-3000:])
        return said.stdout

    say("run", "--max-children", "1")
    for name, fate in re.findall(r"^\s*(\S+): (.+)$", say("results", "--all", "true"), re.MULTILINE):
        changed = re.findall(r"^\+(?!\+\+)\s*(.*)$", say("show", name), re.MULTILINE) if fate == "survived" else []
        place = re.sub(r"^pilothouse\.|(?<=\.)x_|__mutmut_\d+$", "", name).replace("x\u01c1", "").replace("\u01c1", ".")
        yield Mutant(place, next(iter(changed), ""), fate)


def _told(mutants: list[Mutant]) -> int:
    noticed = sum(each.is_noticed for each in mutants)
    share = noticed / len(mutants) if mutants else 0
    print(f"{len(mutants)} mutants, {share:.1%} noticed: {dict(Counter(each.fate for each in mutants))}")
    is_known = all(each.is_noticed or each.is_known for each in mutants)
    return 0 if share >= LEAST_NOTICED and is_known else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
