"""`pilothouse detectors`."""

import json

import pytest
from typer.testing import CliRunner

from pilothouse.access.security.checks import working
from pilothouse.cli import app
from pilothouse.shield.scanner import scanner


def detectors(*arguments: str):
    return CliRunner().invoke(app, ["detectors", *arguments])


def test_every_detector_proves_itself() -> None:
    answered = detectors("--json")
    told = json.loads(answered.stdout)
    assert answered.exit_code == 0
    assert {each["id"] for each in told["detectors"]} == {each.id for each in scanner().detectors}
    assert all(each["operational"] for each in told["detectors"])
    assert told["engine"] in {"hyperscan", "re2"}


def test_a_family_is_shown_alone() -> None:
    answered = detectors("--family", "prompt_injection")
    assert "prompt_injection" in answered.stdout
    assert "secret_" not in answered.stdout
    assert "detectors work" in answered.stderr


def test_one_that_finds_nothing_is_told_and_fails_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation whose rules were cut short must not look healthy."""
    monkeypatch.setattr(working, "working", lambda: frozenset({"prompt_injection"}))
    answered = detectors("--family", "secrets")
    assert answered.exit_code == 1
    assert "did not find their sample" in answered.stderr.replace("\n", " ")
    assert detectors("--family", "malware", "--json").exit_code == 1
