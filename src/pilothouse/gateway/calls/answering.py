"""What a model answers, on its way out: read by the security engine, and values put back where it wrote placeholders.

Where the policy only watches, nothing is held back: the whole text is read at its end. Where it may redact or block,
the last `HOLD_BACK` characters wait until what follows them is known; of a placeholder that is cut by two pieces, up to
`MAX_PLACEHOLDER` characters wait.
"""

from dataclasses import dataclass

from pilothouse.access.security.kinds import Action
from pilothouse.access.security.policies.policy import LEAST_CONFIDENCE
from pilothouse.access.security.screening.passage import Passage
from pilothouse.access.security.screening.screening import Screening
from pilothouse.access.security.screening.verdict import Verdict
from pilothouse.core.json import dumps_text
from pilothouse.shield.findings import Finding
from pilothouse.shield.redaction import StreamRestorer, Vault, restore
from pilothouse.shield.streaming import StreamScanner

CUT_OFF = "A security policy cut this answer off"
_ACTS: frozenset[Action] = frozenset({"redact", "block"})


class AnswerScreen:
    """Decides how the texts of one answer are treated.

    Attributes:
        watches: something is looked for.
        changes: what comes may go out otherwise than it came.
        is_idle: neither.
    """

    def __init__(self, screening: Screening | None, *, gives_secrets_to_tools: bool = True) -> None:
        """Take the screening of the call's prompt.

        Args:
            gives_secrets_to_tools: whether values of secrets are put back into the arguments of tool calls: yes where
                the caller's own tools run, no where ours do, since a page may have talked the model into the call.
        """
        self._screening = screening
        self._gives_secrets_to_tools = gives_secrets_to_tools
        self._vault = screening.vault if screening else Vault()
        actions = screening.actions("answer") if screening else frozenset[Action]()
        self.watches = bool(actions)
        self._holds_back = not actions.isdisjoint(_ACTS)
        self.changes = self._holds_back or len(self._vault) > 0
        self.is_idle = not self.watches and not self.changes

    def text(self) -> "AnswerText":
        """Begin a text of the answer."""
        watched = _Held(self._screening) if self._holds_back and self._screening else _Watched(self._screening)
        return AnswerText(watched if self.watches else None, StreamRestorer(self._vault))

    def arguments(self) -> "AnswerText":
        """Begin the arguments of a tool call, which are JSON: values are written as JSON has them."""
        return AnswerText(None, StreamRestorer(_escaped(self._vault), with_secrets=self._gives_secrets_to_tools))

    def whole(self, text: str) -> str:
        """Return a text that came at once as it may go out.

        Raises:
            BlockedByPolicy: it may not.
        """
        if not self.changes:
            if self._screening and self.watches and text:
                self._screening.watch(Passage(text, "answer"))
            return text
        one = self.text()
        return one.feed(text) + one.finish()

    def restored(self, text: str, *, in_call: bool = False) -> str:
        """Put values back without a further look, in what repeats a text that was read before."""
        return restore(text, self._vault, with_secrets=self._gives_secrets_to_tools or not in_call)


@dataclass(slots=True)
class AnswerText:
    """One text while it comes."""

    _reading: "_Watched | _Held | None"
    _restorer: StreamRestorer

    def feed(self, piece: str) -> str:
        """Take a further piece; return what may go out by now.

        Raises:
            BlockedByPolicy: what has come may not go out.
        """
        return self._restorer.feed(self._reading.feed(piece) if self._reading else piece)

    def finish(self) -> str:
        """End the text; return what was held back. Raises as `feed`."""
        last = self._reading.finish() if self._reading else ""
        return self._restorer.feed(last) + self._restorer.finish()


class _Watched:
    """Lets everything out as it comes, and reads it at the end."""

    def __init__(self, screening: Screening | None) -> None:
        self._screening = screening
        self._pieces: list[str] = []

    def feed(self, piece: str) -> str:
        self._pieces.append(piece)
        return piece

    def finish(self) -> str:
        text = "".join(self._pieces)
        self._pieces.clear()
        if self._screening is not None and text:
            self._screening.watch(Passage(text, "answer"))
        return ""


class _Held:
    """Lets out what nothing that follows can make a finding of."""

    def __init__(self, screening: Screening) -> None:
        self._screening = screening
        self._scanner = StreamScanner("answer", least_confidence=LEAST_CONFIDENCE, engine=screening.reader.engine())
        self._text = ""
        self._out = 0  # characters that have gone out
        self._hidden: list[Finding] = []

    def feed(self, piece: str) -> str:
        self._text += piece
        self._mind(tuple(self._scanner.feed(piece)))
        return self._let_out(self._scanner.safe)

    def finish(self) -> str:
        findings = self._scanner.finish().findings
        self._mind(findings)
        return self._let_out(len(self._text))

    def _mind(self, findings: tuple[Finding, ...]) -> None:
        if not findings:
            return
        passage = Passage(self._text, "answer")
        sightings = self._screening.minded(passage, findings)
        Verdict(self._text, sightings).require_allowed(CUT_OFF)
        self._hidden += [each.finding for each in sightings if each.action == "redact"]

    def _let_out(self, until: int) -> str:
        pieces: list[str] = []
        for start, end in sorted({(each.start, each.end) for each in self._hidden if each.end > self._out}):
            if start >= until:
                break
            if end > until:  # its end is not certain yet, so all of it waits
                until = max(self._out, start)
                break
            pieces += [self._text[self._out : start], "[redacted]"] if start >= self._out else []
            self._out = max(self._out, end)
        pieces.append(self._text[self._out : until])
        self._out = max(self._out, until)
        return "".join(pieces)


def _escaped(vault: Vault) -> Vault:
    """Return a vault whose values are written as within a JSON string."""
    if not len(vault):
        return vault
    dumped = vault.dump()
    values = [[kind, dumps_text(value)[1:-1], name] for kind, value, name in _rows(dumped)]
    return Vault.load({"values": values, "reserved": []})


def _rows(dumped: dict[str, object]) -> list[tuple[str, str, str]]:
    values = dumped["values"]
    assert isinstance(values, list)
    return [(str(kind), str(value), str(name)) for kind, value, name in values]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - of a list whose shape `Vault.dump` gives
