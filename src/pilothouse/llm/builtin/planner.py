"""One turn of the embedded planner: read the conversation, decide what to call next or what to answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from pilothouse.core.telemetry import get_logger
from pilothouse.llm.builtin import conversation, general
from pilothouse.llm.builtin.intents import read_question
from pilothouse.llm.builtin.plan import Step, overview, plan, scatter
from pilothouse.llm.builtin.profiles import FileProfile, read_profile
from pilothouse.llm.builtin.question import Question
from pilothouse.llm.builtin.report import CLOSING, Section, write_report
from pilothouse.llm.builtin.results import Done, read_done
from pilothouse.llm.messages import Message, ModelRequest, ToolCall

log = get_logger(__name__)

_ATTACHED = re.compile(r"^attached files?:\s*(?P<names>.+)$", re.IGNORECASE | re.MULTILINE)
_NEXT_QUESTION = re.compile(
    r"(?<=[?!])\s+|(?<=[a-z0-9)][.;])\s+(?=[A-Z])|\n+|"
    r",?\s+(?:and|then)\s+(?=(?:which|what|who|when|where|how (?:many|much|did|do|does|has)|"
    r"is there|are there|find|list|show)\b)"
)
_PROMPT_LABEL = re.compile(r"^(?:further instruction|parameter [\w-]+):\s*", re.IGNORECASE)
_TABLE_FILE = re.compile(r"\.(csv|tsv|txt|json|jsonl|ndjson|xlsx|xlsm|xls|ods|parquet|pq)$", re.IGNORECASE)
_MAX_FILES = 5
_MAX_QUESTIONS = 4
_MAX_CHARS = 10_000


class _Listed(msgspec.Struct):
    name: str


class _FileList(msgspec.Struct):
    files: list[_Listed]


@dataclass
class Turn:
    """The conversation since the last request of the user, as the planner needs it."""

    request: ModelRequest
    objective: str = ""
    attached: list[str] = field(default_factory=list[str])
    answers: dict[str, str] = field(default_factory=dict[str, str])
    calls: dict[str, ToolCall] = field(default_factory=dict[str, ToolCall])
    is_attached_now: bool = False
    tools: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        messages = list(self.request.messages)
        asked = max((index for index, each in enumerate(messages) if each.role == "user"), default=-1)
        text = messages[asked].text[:_MAX_CHARS] if asked >= 0 else ""
        self.objective = _ATTACHED.sub("", text).strip()
        self.attached = _attached_names(messages[: asked + 1])
        self.is_attached_now = _ATTACHED.search(text) is not None
        for message in messages[asked + 1 :]:
            self.calls.update((call.id, call) for call in message.tool_calls)
            if message.role == "tool" and message.tool_call_id in self.calls:
                self.answers[message.tool_call_id] = message.text
        self.tools = frozenset(spec.name for spec in self.request.tools) | {each.name for each in self.calls.values()}

    def has_tool(self, name: str) -> bool:
        return name in self.tools

    def files(self) -> list[str]:
        """Return the attached files: those the message names, else those `files_list` told."""
        if self.attached:
            return self.attached
        for call_id, call in self.calls.items():
            if call.name == "files_list" and call_id in self.answers:
                try:
                    listed = msgspec.json.decode(self.answers[call_id], type=_FileList)
                except msgspec.DecodeError:
                    return []
                return [each.name for each in listed.files]
        return []


def decide(request: ModelRequest) -> list[ToolCall] | str:
    """Return the calls to make next, or the answer."""
    turn = Turn(request)
    talked = _talk(turn) if conversation.is_conversation(turn.tools) else None
    return _plan(turn) if talked is None else talked


def _plan(turn: Turn) -> list[ToolCall] | str:
    if not turn.has_tool("table_profile"):
        return general.decide(turn.objective, turn.request.tools, turn.calls, turn.answers)
    if not turn.files() and not turn.calls and turn.has_tool("files_list"):
        return [ToolCall("list", "files_list", {})]
    tables = [name for name in turn.files() if _TABLE_FILE.search(name)][:_MAX_FILES]
    if not tables:
        return _without_table(turn)
    unread = [index for index in range(len(tables)) if f"profile-{index}" not in turn.answers]
    if unread and turn.request.tools:
        return [_profile_call(index, tables[index], turn.objective) for index in unread]
    profiles = _profiles(tables, turn)
    if not profiles:
        return _unreadable(tables, turn)
    return _answer(turn, profiles)


def _talk(turn: Turn) -> list[ToolCall] | str | None:
    attached_now = bool(turn.attached) and turn.is_attached_now
    before = bool(turn.attached) and not attached_now
    return conversation.decide(
        turn.objective, turn.tools, turn.calls, turn.answers, attached_now=attached_now, attached_before=before
    )


def _attached_names(messages: Sequence[Message]) -> list[str]:
    for message in reversed(messages):
        match = _ATTACHED.search(message.text) if message.role == "user" else None
        if match:
            return [name.strip() for name in re.split(r",\s+", match["names"]) if name.strip()]
    return []


def _profile_call(index: int, name: str, objective: str) -> ToolCall:
    return ToolCall(f"profile-{index}", "table_profile", {"file": name, "mentions": objective})


def _profiles(tables: list[str], turn: Turn) -> list[FileProfile]:
    read = [read_profile(turn.answers.get(f"profile-{index}", "")) for index in range(len(tables))]
    return [each for each in read if each is not None and each.columns]


# Questions about tables


@dataclass(frozen=True, slots=True)
class _Asked:
    question: Question
    profile: FileProfile
    steps: list[Step]


def _answer(turn: Turn, profiles: list[FileProfile]) -> list[ToolCall] | str:
    """Answer the questions; where our rules break on some words, show the file instead of nothing."""
    try:
        return _work(turn, _questions(turn.objective, profiles))
    except Exception:
        log.exception("planner_failed", files=[each.file for each in profiles])
        question = Question(turn.objective, "overview")
        return _work(turn, [_Asked(question, profiles[0], overview(question, profiles[0]))])


def _work(turn: Turn, asked: list[_Asked]) -> list[ToolCall] | str:
    """Make the calls that are still missing, stage by stage; then report."""
    stages = [[_named(f"plan-{index}", each.steps, turn) for index, each in enumerate(asked)]]
    done = [_done(calls, each.steps, turn) for calls, each in zip(stages[0], asked, strict=True)]
    missing = [call for calls in stages[0] for call in calls if call.id not in turn.answers]
    if missing and turn.request.tools:
        return missing
    seconds = [_second_look(each, finished) for each, finished in zip(asked, done, strict=True)]
    second_calls = [_named(f"again-{index}", steps, turn) for index, steps in enumerate(seconds)]
    missing = [call for calls in second_calls for call in calls if call.id not in turn.answers]
    if missing and turn.request.tools:
        return missing
    sections = [
        Section(each.question, each.profile, [*finished, *_done(calls, steps, turn)])
        for each, finished, calls, steps in zip(asked, done, second_calls, seconds, strict=True)
    ]
    used = {each.profile.file for each in asked}
    return write_report(sections, [name for name in turn.files() if name not in used])


def _questions(objective: str, profiles: list[FileProfile]) -> list[_Asked]:
    """Split an objective into questions, and give each to the file it is most about."""
    lines = [_PROMPT_LABEL.sub("", each).strip() for each in _NEXT_QUESTION.split(objective)]
    found = [_best(line, profiles) for line in lines if line and len(line) > 2]
    telling = [each for each in found if each.question.intent != "overview"][:_MAX_QUESTIONS]
    whole = _best(objective, profiles)
    if len(telling) == 1 and whole.question.intent == telling[0].question.intent != "overview":
        return [telling[0] if telling[0].question.score >= whole.question.score else whole]
    return telling or [whole if whole.question.intent == "overview" else _best(objective, profiles)]


def _best(text: str, profiles: list[FileProfile]) -> _Asked:
    asked = [(read_question(text, profile), profile) for profile in profiles]
    question, profile = max(asked, key=lambda each: each[0].score)
    return _Asked(question, profile, plan(question, profile))


def _named(prefix: str, steps: list[Step], turn: Turn) -> list[ToolCall]:
    return [
        ToolCall(f"{prefix}-{index}", step.tool, step.arguments)
        for index, step in enumerate(steps)
        if turn.has_tool(step.tool)
    ]


def _done(calls: list[ToolCall], steps: list[Step], turn: Turn) -> list[Done]:
    by_index = {int(call.id.rsplit("-", 1)[1]): call.id for call in calls}
    return [
        read_done(step, turn.answers[by_index[index]])
        for index, step in enumerate(steps)
        if index in by_index and by_index[index] in turn.answers
    ]


def _second_look(asked: _Asked, done: list[Done]) -> list[Step]:
    """Draw the strongest pair of a search for relations; look at the whole file when the question came to nothing."""
    mains = [each for each in done if each.step.role == "main"]
    if asked.question.intent == "relation" and mains and mains[0].result is not None:
        if any(each.step.tool == "chart" for each in done):
            return []
        first, second = mains[0].result.rows[0][:2]
        return [scatter(asked.question, asked.profile, str(first), str(second))]
    if mains and all(each.result is None for each in mains) and asked.question.intent != "overview":
        return [step for step in overview(asked.question, asked.profile) if step.role in {"columns", "chart"}]
    return []


# Nothing to calculate with


def _without_table(turn: Turn) -> list[ToolCall] | str:
    files = turn.files()
    if files:
        named = ", ".join(files)
        first = f"**This could not be answered: {named} is no table.**"
        return f"{first} The built-in planner reads CSV, TSV, Excel, Parquet and JSON files.\n\n{CLOSING}"
    others = [spec for spec in turn.request.tools if not spec.name.startswith(("table_", "files_", "chart"))]
    told = {call_id: text for call_id, text in turn.answers.items() if turn.calls[call_id].name != "files_list"}
    return general.decide(turn.objective, others, turn.calls, told)


def _unreadable(tables: list[str], turn: Turn) -> str:
    lines = [
        f"- {name}: {turn.answers.get(f'profile-{index}', 'it was not read').removeprefix('Error: ')}"
        for index, name in enumerate(tables)
    ]
    return "\n".join(["**None of the attached files could be read.**", "", *lines, "", CLOSING])
