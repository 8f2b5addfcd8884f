"""A conversation with an agent: one question, or one after the other until the person leaves."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.markdown import Markdown
from rich.markup import escape
from rich.table import Table

from pilothouse.cli.client import upload_file
from pilothouse.cli.output import err, out
from pilothouse.cli.talk.following import Followed
from pilothouse.cli.talk.line import Line
from pilothouse.cli.talk.running import run_to_end
from pilothouse.cli.talk.screens import Screen
from pilothouse.client import AsyncPilothouse
from pilothouse.client.schemas import ConversationRead, MessageRead, TurnCreate
from pilothouse.core.errors import InvalidInput, PilothouseError
from pilothouse.core.ids import new_id

_LISTED = 10  # conversations that /list shows
_SHOWN = 6  # messages of a conversation that is taken up again
_PROMPT = "> "
_HELP = """\
Write, and press Enter. Alt+Enter begins a new line; Ctrl+C stops the answer, Ctrl+D leaves.

| | |
| --- | --- |
| `/attach FILE` | send a file with the next message |
| `/agent NAME` | talk to another agent from here on |
| `/new` | begin a new conversation |
| `/list` | show the latest conversations |
| `/open ID` | go on with one of them |
| `/continue` | let a stopped or interrupted answer go on |
| `/quit` | leave; the conversation is kept |
"""


@dataclass
class Conversation:
    """What the person at the terminal is in.

    Attributes:
        conversation_id: None until the first message begins one.
        agent: who answers; None leaves it to the conversation.
        model: instead of the agent's own.
        files: ids of uploaded files that go with the next message.
        last: the last turn, whose answer may be continued.
    """

    api: AsyncPilothouse
    screen: Screen
    line: Line | None = None
    conversation_id: str | None = None
    agent: str | None = None
    model: str | None = None
    files: list[str] = field(default_factory=list[str])
    last: Followed | None = None

    async def say(self, message: str) -> Followed:
        """Send a message and show the answer."""
        body: TurnCreate = {"message": message, "conversation_id": self.conversation_id, "files": self.files}
        body |= {"agent": self.agent, "model": self.model}
        key = str(new_id())
        return await self._run(Followed(start=lambda: self.api.chat.start_turn(idempotency_key=key, **body)))

    async def continue_last(self) -> Followed:
        """Let the last answer go on where it was cut off.

        Raises:
            InvalidInput: there is none.
        """
        if self.last is None or not self.last.run_id:
            raise InvalidInput("There is no answer to continue.")
        await self.api.chat.continue_turn(self.last.run_id)
        return await self._run(self.last)

    async def take_up(self, conversation_id: str) -> None:
        """Go on with a conversation: show its last messages, and the turn that is at work, if one is."""
        found = await self.api.chat.read_conversation(conversation_id)
        newest = (await self.api.chat.list_messages(found["id"], page_size=_SHOWN).page()).items
        self.conversation_id, self.agent, self.last = found["id"], None, None
        if self.line is not None:
            _show_messages(found, list(reversed(newest)))
        if found["active_turn_id"]:
            await self._run(Followed(found["active_turn_id"]))
        elif newest and newest[0]["turn_id"]:
            turn = await self.api.chat.read_turn(newest[0]["turn_id"])
            self.last = Followed(turn["id"], turn["seq"], turn["state"])

    async def newest(self) -> str | None:
        """Return the id of the conversation that was last spoken in."""
        found = (await self.api.chat.list_conversations(page_size=_LISTED).page()).items
        latest = max(found, key=lambda each: each["last_message_at"], default=None)
        return latest["id"] if latest else None

    async def attach(self, path: Path) -> None:
        """Upload a file for the next message."""
        self.files.append(await upload_file(self.api, path))

    async def _run(self, run: Followed) -> Followed:
        self.last = run
        await run_to_end(self.api, run, self.screen, self.line)
        self.conversation_id = run.conversation_id or self.conversation_id
        self.files = []
        return run


async def talk(conversation: Conversation, line: Line) -> None:
    """Ask for messages and answer them until the person leaves."""
    err.print("[dim]Type a message. /help tells more, Ctrl+D leaves.[/dim]")
    orders = _orders(conversation)
    while True:
        try:
            said = (await line.ask(_PROMPT)).strip()
        except (EOFError, KeyboardInterrupt):
            break
        if said in {"/quit", "/exit"}:
            break
        try:
            await _answer(conversation, orders, said)
        except PilothouseError as error:
            err.print(f"[red]✗[/red] {escape(error.message)}", highlight=False)
    if conversation.conversation_id:
        again = f"pilothouse chat --conversation {conversation.conversation_id}"
        err.print(f"[dim]Kept. Go on with: {again}[/dim]", highlight=False, soft_wrap=True)


Order = Callable[[str], Awaitable[None]]


async def _answer(conversation: Conversation, orders: dict[str, Order], said: str) -> None:
    name, _, rest = said.partition(" ")
    if name in orders:
        await orders[name](rest.strip())
    elif said.startswith("/") and "/" not in name[1:]:
        raise InvalidInput(f"There is no order {name}. /help lists them.")
    elif said:
        hint_at_what_is_left(await conversation.say(said))


def hint_at_what_is_left(run: Followed) -> None:
    """Say what can be done about an answer that is not whole."""
    if run.state in {"stopped", "interrupted", "failed"} and (run.error is None or run.error.get("can_continue", True)):
        err.print("[dim]/continue lets it go on.[/dim]")


def _orders(conversation: Conversation) -> dict[str, Order]:
    async def show_help(_rest: str) -> None:
        out.print(Markdown(_HELP))

    async def begin(_rest: str) -> None:
        conversation.conversation_id, conversation.last = None, None
        err.print("[dim]A new conversation.[/dim]")

    async def attach(rest: str) -> None:
        await conversation.attach(Path(rest).expanduser())
        err.print("[dim]Attached to the next message.[/dim]")

    async def choose(rest: str) -> None:
        name = (await conversation.api.agents.read(rest))["name"]
        conversation.agent = name
        err.print(f"[dim]{escape(name)} answers from here on.[/dim]")

    async def show_list(_rest: str) -> None:
        newest = await conversation.api.chat.list_conversations(page_size=_LISTED).page()
        out.print(conversations_table(newest.items))

    async def open_(rest: str) -> None:
        await conversation.take_up(rest)

    async def go_on(_rest: str) -> None:
        hint_at_what_is_left(await conversation.continue_last())

    return {
        "/help": show_help,
        "/new": begin,
        "/attach": attach,
        "/agent": choose,
        "/list": show_list,
        "/open": open_,
        "/continue": go_on,
    }


def conversations_table(found: Sequence[ConversationRead]) -> Table | str:
    """Return the latest conversations as a table, or that there are none."""
    table = Table("Title", "Agent", "Messages", "Last", box=None)
    table.add_column("Id", no_wrap=True)
    for each in found:
        when = each["last_message_at"][:16].replace("T", " ")
        table.add_row(escape(each["title"]), each["agent"], str(each["message_count"]), when, each["id"])
    return table if found else "There are no conversations yet."


def _show_messages(conversation: ConversationRead, messages: Sequence[MessageRead]) -> None:
    out.print(f"[bold]{escape(conversation['title'])}[/bold]  [dim]{conversation['id']}[/dim]", highlight=False)
    for message in messages:
        if message["role"] == "user":
            out.print(f"[bold cyan]{_PROMPT}[/bold cyan]{escape(message['text'])}", highlight=False)
        elif message["text"]:
            out.print(Markdown(message["text"]), "")
