"""The line a person types on."""

from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from pilothouse.cli.talk.line import TerminalLine


@pytest.fixture
def keyboard():
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield keys


async def test_enter_sends_and_alt_enter_begins_a_line(keyboard) -> None:
    keyboard.send_text("one\x1b\rtwo\r")
    assert await TerminalLine().ask("> ") == "one\ntwo"


async def test_what_is_pasted_stays_together(keyboard) -> None:
    keyboard.send_text("\x1b[200~first\nsecond\x1b[201~\r")
    assert await TerminalLine().ask("> ") == "first\nsecond"


@pytest.mark.parametrize(("key", "error"), [("\x04", EOFError), ("\x03", KeyboardInterrupt)])
async def test_control_keys_leave(keyboard, key, error) -> None:
    keyboard.send_text(key)
    with pytest.raises(error):
        await TerminalLine().ask("> ")


async def test_history_is_kept_and_is_nobody_elses(keyboard, tmp_path: Path) -> None:
    history = tmp_path / "data" / "chat-history"
    keyboard.send_text("hello\r")
    await TerminalLine(history).ask("> ")
    assert history.stat().st_mode & 0o077 == 0
    keyboard.send_text("\x1b[A\r")
    assert await TerminalLine(history).ask("> ") == "hello"
