"""What is shown of a run."""

import json
from io import StringIO

import pytest
from rich.console import Console

from pilothouse.cli.talk.screens import JsonScreen, PlainScreen, screen_for
from pilothouse.cli.talk.terminal import TerminalScreen
from pilothouse.client import Event

RESULT = {
    "call_id": "1", "name": "table_top", "ok": True, "summary": "Five [rows]", "duration_s": 0.31, "output": None,
    "artifacts": [{"kind": "table", "title": "Top five", "url": "/api/v1/artifacts/7/content"}],
    "citations": [{"title": "Cars", "source": "cars.csv", "quote": ""}], "navigate": "/missions",
}  # fmt: skip
END = {
    "state": "completed", "text": "", "model": "builtin", "cost_usd": "0.001200",
    "usage": {"input_tokens": 1200, "output_tokens": 34}, "timing": {"duration_ms": 2100, "first_token_ms": 3},
}  # fmt: skip
EVENTS = [
    Event("start", {"run_id": "r"}, "r", 1),
    Event("text", {"text": "Let me **look**."}, "r", 2),
    Event("tool_start", {"call_id": "1", "name": "table_top", "arguments": {"limit": 5}}, "r", 3),
    Event("tool_progress", {"call_id": "1", "name": "table_top", "fraction": 0.5, "message": "half"}, "r", 4),
    Event("tool_result", RESULT, "r", 5),
    Event("text", {"text": "\n\nHere they are.\n\n```\ncode\n"}, "r", 6),
    Event("text", {"text": "\nmore\n```\n\nThe [end]."}, "r", 7),
    Event("unheard_of", {}, "r", 8),
    Event("complete", END, "r", 9),
]
TEXT = "Let me **look**.\n\nHere they are.\n\n```\ncode\n\nmore\n```\n\nThe [end]."


def show(screen, events=EVENTS) -> None:
    for event in events:
        screen.show(event)
    screen.close()


class TestPlain:
    def test_writes_the_answer_word_by_word_and_nothing_else(self, capsys) -> None:
        show(PlainScreen())
        assert capsys.readouterr().out == TEXT + "\n"

    def test_tells_tools_sources_and_cost_beside_it(self, capsys) -> None:
        notes = Console(stderr=True, width=200)
        show(PlainScreen(notes))
        said = capsys.readouterr().err
        for words in (
            "… table_top(limit=5)", "✓ table_top: Five [rows] (0.3 s)", "table: Top five /api/v1/artifacts/7/content",
            "[1] Cars cars.csv", "to be seen at /missions", "builtin · 1,200 + 34 tokens · $0.0012 · 2.1 s",
        ):  # fmt: skip
            assert words in said

    def test_says_that_words_are_replaced(self, capsys) -> None:
        resumed = Event("start", {"resumed": True, "text": "Anew"}, "r", 3)
        show(PlainScreen(), [*EVENTS[:2], resumed])
        assert capsys.readouterr().out == "Let me **look**.\nAnew\n"

    def test_shows_what_went_wrong(self, capsys) -> None:
        show(
            PlainScreen(Console(stderr=True, width=200)),
            [Event("error", {"message": "No [model].", "state": "failed"})],
        )
        assert "✗ No [model]." in capsys.readouterr().err


class TestJson:
    def test_every_event_is_a_line(self, capsys) -> None:
        show(JsonScreen())
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [line["event"] for line in lines] == [event.name for event in EVENTS]
        assert lines[1] == {"event": "text", "run_id": "r", "seq": 2, "data": {"text": "Let me **look**."}}


class TestTerminal:
    def shown(self, events=EVENTS, *, height: int = 40) -> str:
        console = Console(width=100, height=height, record=True, file=StringIO(), force_terminal=True)
        show(TerminalScreen(console), events)
        return console.export_text()

    def test_prints_each_block_once_as_markdown(self) -> None:
        said = self.shown()
        assert "Let me look." in said
        assert "The [end]." in said
        assert "**" not in said
        assert said.index("Let me look.") < said.index("✓ table_top: Five [rows]") < said.index("Here they are.")
        assert "[1] Cars cars.csv" in said

    def test_keeps_what_was_said_when_it_is_left_in_the_middle(self) -> None:
        assert "more" in self.shown([*EVENTS[:6], Event("text", {"text": "more"}, "r", 7)])

    def test_a_block_longer_than_the_window_is_shown_whole_in_the_end(self) -> None:
        long = "\n".join(f"- item {number}" for number in range(60))
        said = self.shown([EVENTS[0], Event("text", {"text": long}, "r", 2), EVENTS[-1]], height=10)
        assert all(f"item {number}" in said for number in (0, 30, 59))


@pytest.mark.parametrize(("wanted", "kind"), [({"as_json": True}, JsonScreen), ({}, PlainScreen)])
def test_the_screen_fits_the_reader(wanted, kind) -> None:
    assert isinstance(screen_for(**wanted), kind)
