import json

import click
import pytest
import typer
from typer.testing import CliRunner

from pilothouse import __version__
from pilothouse.cli import app
from pilothouse.cli.output import friendly_errors
from pilothouse.core.errors import InvalidInput

ROOT = typer.main.get_command(app)


def commands(group=ROOT, path: tuple[str, ...] = ()):
    """Return every command with its path."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


class TestCommands:
    def test_are_these(self) -> None:
        assert {" ".join(path) for path, _ in commands()} == {
            "new project", "new agent", "new tool", "serve", "worker", "doctor", "chat",
            "agents list", "agents show", "agents run", "tools list", "tools search", "tools show", "tools run",
            "approvals list", "approvals show", "approvals approve", "approvals refuse",
            "missions run", "missions list", "missions watch", "missions show",
            "keys create", "keys list", "keys revoke", "models list", "models show", "models update-prices",
            "budgets list", "budgets create", "budgets edit", "budgets raise", "budgets shut-off", "budgets reopen",
            "budgets alerts", "budgets delete", "spend", "scan", "detectors", "secrets import", "secrets set",
            "users list", "users invite", "users invitations", "users revoke-invitation", "users deactivate",
            "users activate", "users reset-password", "users reset-second-factor", "users require-second-factor",
            "service-accounts list", "service-accounts create", "service-accounts remove", "service-accounts keys",
            "service-accounts create-key", "service-accounts rotate-key", "service-accounts revoke-key",
            "roles list", "roles permissions", "roles create", "roles update", "roles remove", "roles assign",
            "organization show", "organization export", "organization erase", "organization restore",
            "audit list", "audit export", "audit verify",
        }  # fmt: skip

    def test_all_that_answer_do_so_in_json_too(self) -> None:
        without = {" ".join(path) for path, command in commands() if "--json" not in _options(command)}
        assert without == {"serve", "worker"}  # they run and do not answer

    def test_all_take_a_data_directory_and_explain_themselves(self) -> None:
        for path, command in commands():
            needs_no_installation = path[0] in {"new", "scan", "detectors"}
            assert "--data-dir" in _options(command) or needs_no_installation, path
            assert command.help, path

    def test_the_version_is_told(self) -> None:
        assert CliRunner().invoke(app, ["--version"]).stdout.strip() == __version__


def _options(command: click.Command) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts}


class TestFriendlyErrors:
    def test_an_error_is_one_line_for_a_person(self, capsys) -> None:
        with pytest.raises(typer.Exit) as left, friendly_errors():
            raise InvalidInput("There is no file [bold]a.csv[/bold].")
        assert left.value.exit_code == 1
        assert "There is no file [bold]a.csv[/bold]." in capsys.readouterr().err

    def test_and_one_line_of_json_for_a_program(self, capsys) -> None:
        with pytest.raises(typer.Exit), friendly_errors(as_json=True):
            raise InvalidInput("No.", details={"field": "name"})
        assert json.loads(capsys.readouterr().out) == {
            "success": False,
            "error": {"code": "invalid_input", "message": "No.", "details": {"field": "name"}},
        }

    def test_ctrl_c_is_no_error(self, capsys) -> None:
        with pytest.raises(typer.Exit) as left, friendly_errors():
            raise KeyboardInterrupt
        assert left.value.exit_code == 130
        assert "Traceback" not in capsys.readouterr().err
