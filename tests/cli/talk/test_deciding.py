"""A person at the terminal decides about calls."""

import pytest

from pilothouse.cli.talk import deciding
from pilothouse.cli.talk.deciding import decide_all
from pilothouse.client import ApiError


class Answers:
    """Types what it is given, then leaves."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)

    async def ask(self, label: str, default: str = "") -> str:
        if not self._answers:
            raise EOFError
        return self._answers.pop(0)


class Inbox:
    """Takes decisions, or refuses them."""

    def __init__(self, refusal: str | None = None) -> None:
        self.decided: list[tuple[str, dict]] = []
        self._refusal = refusal
        self.approvals = self

    async def decide(self, approval_id: str, **decision):
        if self._refusal:
            raise ApiError(409, self._refusal, "It is decided.")
        self.decided.append((approval_id, decision))


@pytest.fixture
def waiting() -> dict:
    return {"a": {"name": "send", "arguments": {"amount": 5}, "note": "Look first."}}


@pytest.mark.parametrize(
    ("answers", "decision"),
    [
        (("y",), {"decision": "approve", "arguments": None}),
        (("what?", "yes"), {"decision": "approve", "arguments": None}),
        (("n", "too much"), {"decision": "refuse", "reason": "too much"}),
    ],
)
async def test_a_decision_is_sent(waiting, answers, decision) -> None:
    inbox = Inbox()
    assert await decide_all(inbox, Answers(*answers), waiting)
    assert inbox.decided == [("a", decision)]
    assert waiting == {}


async def test_arguments_are_edited_until_they_are_right(waiting, monkeypatch) -> None:
    texts = iter(["no json", "[1]", None, '{"amount": 4}'])
    monkeypatch.setattr(deciding, "edit_text", lambda _text, _ending: next(texts))
    inbox = Inbox()
    assert await decide_all(inbox, Answers("e", "e", "e", "e", "y"), waiting)
    assert inbox.decided[0][1] == {"decision": "approve", "arguments": {"amount": 4}}


@pytest.mark.parametrize("answers", [("l",), ()])
async def test_what_is_left_for_later_waits(waiting, answers, capsys) -> None:
    inbox = Inbox()
    assert not await decide_all(inbox, Answers(*answers), waiting)
    assert inbox.decided == []
    assert list(waiting) == ["a"]
    assert "approvals approve a" in capsys.readouterr().err


async def test_what_somebody_else_decided_is_told_and_passed_over(waiting) -> None:
    assert await decide_all(Inbox("approval_decided"), Answers("y"), waiting)


async def test_a_decision_that_is_refused_leaves_the_call_waiting(waiting) -> None:
    assert not await decide_all(Inbox("may_not_decide"), Answers("y"), waiting)
