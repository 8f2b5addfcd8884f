"""`pilothouse chat`: talk to an agent."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from pilothouse.cli.client import data_folder, open_api
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import err, friendly_errors
from pilothouse.cli.talk.conversation import Conversation, talk
from pilothouse.cli.talk.following import Followed
from pilothouse.cli.talk.line import TerminalLine, is_interactive
from pilothouse.cli.talk.screens import screen_for
from pilothouse.core.errors import InvalidInput

_EXIT = {"completed": 0, "stopped": 130}  # 1 for every other end


def chat(
    message: Annotated[
        str | None, typer.Argument(help="A single question. Without one you talk until Ctrl+D.", show_default=False)
    ] = None,
    agent: Annotated[
        str | None, typer.Option("--agent", "-a", help="Who answers; `pilothouse agents list` shows all.")
    ] = None,
    conversation: Annotated[
        str | None, typer.Option("--conversation", "-c", help="Go on with this conversation, by its id.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", "-r", help="Go on with the last conversation.")] = False,
    file: Annotated[
        list[Path] | None, typer.Option("--file", "-f", help="A file to ask about; repeat it for several.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="A model instead of the agent's own choice.")] = None,
    data_dir: DataDir = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each event as a line of JSON instead of words, for scripts.")
    ] = False,
) -> None:
    """Talk to an agent: its answer as it comes, its tools as they work.

    With a question, or with one piped in, it answers that and ends; otherwise you talk until Ctrl+D. Ctrl+C stops an
    answer and keeps what was said. Conversations are kept, and are the same in the page. A tool that needs a person's
    approval asks here.

        pilothouse chat "Which origin has the best mileage?" --file cars.csv
        git diff | pilothouse chat "What does this change?"
    """
    with friendly_errors(as_json=as_json):
        question = _question(message)
        asyncio.run(_chat(data_dir, question, file or [], agent, model, conversation, resume=resume, as_json=as_json))


async def _chat(
    data_dir: Path | None,
    question: str | None,
    files: list[Path],
    agent: str | None,
    model: str | None,
    conversation_id: str | None,
    *,
    resume: bool,
    as_json: bool,
) -> None:
    async with open_api(data_dir) as api:
        line = TerminalLine(_history(data_dir)) if is_interactive() and not as_json else None
        conversation = Conversation(api, screen_for(as_json=as_json), line)
        if resume and conversation_id is None:
            conversation_id = await conversation.newest()
        if conversation_id is not None:
            await conversation.take_up(conversation_id)
        conversation.agent, conversation.model = agent, model
        for path in files:
            await conversation.attach(path)
        if question is not None:
            _leave(await conversation.say(question))
        elif line is not None:
            await talk(conversation, line)
        elif conversation_id is None:
            raise InvalidInput("Nothing was asked: give a question, pipe one in, or start this on a terminal.")


def _question(message: str | None) -> str | None:
    """Return what is asked: the argument, what is piped in, or the one above the other; None to talk."""
    piped = "" if sys.stdin.isatty() else sys.stdin.read().strip()
    asked = "\n\n".join(part for part in ((message or "").strip(), piped) if part)
    return asked or None


def _history(data_dir: Path | None) -> Path | None:
    """Keep what is typed in the data directory; with a server elsewhere there is none here."""
    here = data_folder(data_dir)
    return here / "chat-history" if here else None


def _leave(run: Followed) -> None:
    if run.state == "waiting":
        err.print("It waits for approval: `pilothouse approvals list`.")
    code = _EXIT.get(run.state, 1)
    if code:
        raise typer.Exit(code)
