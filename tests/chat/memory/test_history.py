from typing import Any

import pytest

from pilothouse.chat.conversations.tables import ConversationMessage
from pilothouse.chat.memory.history import preface, question, told, transcript_of
from pilothouse.chat.memory.summaries import extract
from pilothouse.llm.messages import ImagePart, Message, ToolCall
from pilothouse.runtime.files.showing import Shown


def row(role: str, text: str, state: str = "complete", **values: Any) -> ConversationMessage:
    return ConversationMessage(role=role, text=text, state=state, **{"transcript": None, "place": None, **values})


class TestQuestion:
    def test_names_page_and_files_behind_the_words(self) -> None:
        assert question("How much?", ["a.csv", "b.xlsx"], "/costs").text == (
            "How much?\n\n(Written on the page /costs.)\n\nAttached files: a.csv, b.xlsx"
        )

    def test_carries_pictures(self) -> None:
        picture = ImagePart(media_type="image/png", data="AAAA")
        assert question("What is this?", ["a.png"], shown=Shown([picture])).parts[1] == picture


class TestTold:
    def test_an_answer_is_told_with_its_tool_calls(self) -> None:
        said = (
            Message("assistant", "", (ToolCall("1", "navigate", {"path": "/costs"}),)),
            Message("tool", "done", tool_call_id="1", name="navigate"),
            Message("assistant", "Opened."),
        )
        assert told(row("assistant", "Opened.", transcript=transcript_of(said))) == list(said)

    @pytest.mark.parametrize(
        ("state", "words"), [("stopped", "stopped"), ("interrupted", "interrupted"), ("failed", "failed")]
    )
    def test_a_broken_answer_says_so(self, state: str, words: str) -> None:
        (message,) = told(row("assistant", "So far", state))
        assert message.text.startswith("So far\n\n[")
        assert words in message.text

    def test_an_answer_without_words_is_not_empty(self) -> None:
        assert told(row("assistant", ""))[0].text


class TestPreface:
    def test_tells_facts_before_the_summary(self) -> None:
        (message,) = preface(["Likes tables."], "We spoke of cars.")
        assert message.role == "system"
        assert message.text.index("Likes tables.") < message.text.index("We spoke of cars.")

    def test_is_nothing_when_there_is_nothing(self) -> None:
        assert preface([], None) == []


class TestExtract:
    def test_keeps_first_sentences_and_the_earlier_summary(self) -> None:
        rows = [row("user", "Which is best? Tell me."), row("assistant", "**The third.** It has most.")]
        assert extract("Earlier things.", rows) == "Earlier things.\nAsked: Which is best?\nAnswered: The third."

    def test_does_not_grow_without_end(self) -> None:
        rows = [row("user", f"Question {number} " + "long " * 100) for number in range(500)]
        summary = extract(None, rows)
        assert len(summary) <= 8_000
        assert "Question 499" in summary
