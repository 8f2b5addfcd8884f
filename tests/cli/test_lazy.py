"""Commands that are imported when they are called."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from pilothouse.cli import app
from pilothouse.cli.app import Commands


@pytest.mark.parametrize("name", Commands.table)
def test_the_list_says_what_the_command_says_of_itself(name: str) -> None:
    lazy = Commands.table[name]
    assert lazy.command.help.split("\n\n")[0].replace("\n", " ").startswith(lazy.help)


def test_help_imports_no_command() -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom pilothouse.cli import app\n"
        "assert 'missions' in CliRunner().invoke(app, ['--help']).stdout\n"
        "print(*(name for name in sys.modules if name.startswith('pilothouse.')))\n"
        "heavy = {'fastapi', 'sqlalchemy', 'aiohttp', 'numpy', 'polars'}\n"
        "print(*({name.split('.')[0] for name in sys.modules} & heavy))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    own, heavy = loaded.stdout.splitlines()
    shown = {
        "pilothouse.cli",
        "pilothouse.cli.app",
        "pilothouse.cli.lazy",
        "pilothouse.core",
        "pilothouse.core.collector",
    }
    assert set(own.split()) == shown
    assert not heavy


def test_a_misspelled_command_is_answered_with_the_near_one() -> None:
    assert "Did you mean 'budgets'?" in CliRunner().invoke(app, ["budget"]).output


def test_a_group_is_there_with_its_commands() -> None:
    assert "revoke" in CliRunner().invoke(app, ["keys", "--help"]).stdout
