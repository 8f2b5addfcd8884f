from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.agents.events import Emitted, TextDelta, ToolFinished, ToolProgress, ToolStarted
from pilothouse.core.ids import new_id
from pilothouse.live.log import LoggedEvent, NewEvent
from pilothouse.llm.messages import ToolCall
from pilothouse.runtime.hosting.transcript import MAX_OUTPUT_BYTES, Transcript, joined

STREAM = new_id()


def started(call_id: str = "1") -> ToolStarted:
    return ToolStarted(ToolCall(call_id, "look", {"at": "it"}))


def finished(call_id: str = "1", output: Any = "seen", *, is_replayed: bool = False) -> ToolFinished:
    return ToolFinished(
        call_id, "look", ok=True, summary="seen", duration_s=0.1, output=output, is_replayed=is_replayed
    )


def logged(events: list[NewEvent]) -> list[LoggedEvent]:
    return [LoggedEvent(STREAM, seq, STREAM, each.type, None, each.data) for seq, each in enumerate(events, 1)]


def said(transcript: Transcript, *events: Any) -> list[NewEvent]:
    return [new for event in events for new in transcript.hear(event)]


def shown(events: list[NewEvent]) -> str:
    return Transcript(logged(events)).text


pieces = st.lists(
    st.one_of(
        st.text(alphabet="ab \n", max_size=6).map(TextDelta),
        st.sampled_from(["1", "2"]).flatmap(lambda call: st.sampled_from([started(call), finished(call)])),
    ),
    max_size=20,
)


class TestText:
    def test_becomes_events_that_join_to_it(self) -> None:
        transcript = Transcript()
        assert shown(said(transcript, TextDelta("a"), TextDelta("b"))) == transcript.text == "ab"

    def test_before_and_after_a_tool_call_are_two_paragraphs(self) -> None:
        transcript = Transcript()
        said(transcript, TextDelta("Let me look."), started(), finished(), TextDelta("Found."))
        assert transcript.text == "Let me look.\n\nFound."


class TestAResumedRun:
    @given(pieces, st.data())
    def test_says_only_what_was_not_said_before(self, events: list[Any], data: st.DataObject) -> None:
        whole = said(Transcript(), *events)
        cut = data.draw(st.integers(0, len(whole)))
        again = Transcript(logged(whole[:cut]))
        rest = said(again, *events) + again.close()
        assert shown(whole[:cut] + rest) == shown(whole)
        calls = [each for each in whole[:cut] + rest if each.type.startswith("run.tool")]
        assert calls == [each for each in whole if each.type.startswith("run.tool")]

    @given(st.text(max_size=20), st.text(max_size=20))
    def test_corrects_the_text_when_it_says_something_else(self, before: str, after: str) -> None:
        first = said(Transcript(), TextDelta(before))
        again = Transcript(logged(first))
        rest = said(again, TextDelta(after)) + again.close()
        assert shown(first + rest) == after

    def test_knows_the_beginning_of_an_answer_that_was_cut_off(self) -> None:
        before = said(Transcript(), TextDelta("Look."), started(), finished(), TextDelta("Half of"))
        again = Transcript(logged(before))
        said(again, TextDelta("Look."), started(), finished(is_replayed=True))
        assert again.unconfirmed == "Half of"
        assert said(again, TextDelta("Half of"), TextDelta(" it")) == [NewEvent("run.text", {"text": " it"})]

    def test_keeps_calls_apart_whose_ids_a_model_uses_again(self) -> None:
        before = said(Transcript(), started(), finished(), started(), finished())
        assert [each.type for each in before] == ["run.tool_start", "run.tool_result"] * 2
        again = Transcript(logged(before[:3]))
        assert [each.type for each in said(again, started(), finished(), started(), finished())] == ["run.tool_result"]
        assert len(again.tools) == 2

    def test_does_not_repeat_what_an_agent_told_by_itself(self) -> None:
        before = said(Transcript(), Emitted("stage", 1), Emitted("stage", 1))
        assert said(Transcript(logged(before)), Emitted("stage", 1), Emitted("stage", 1), Emitted("stage", 2)) == [
            NewEvent("run.emitted", {"name": "stage", "data": 2, "call_id": None})
        ]


class TestOutput:
    def test_that_is_too_large_for_a_stream_is_left_out(self) -> None:
        (event,) = said(Transcript(), finished(output="x" * (MAX_OUTPUT_BYTES + 1)))
        assert event.data["output"] is None
        assert event.data["summary"] == "seen"


class TestJoined:
    def test_makes_one_event_of_texts_that_follow_each_other(self) -> None:
        texts = [NewEvent("run.text", {"text": each}) for each in "abc"]
        other = NewEvent("run.tool_start", {"call_id": "1"})
        assert joined([*texts, other, *texts]) == [
            NewEvent("run.text", {"text": "abc"}), other, NewEvent("run.text", {"text": "abc"})
        ]  # fmt: skip

    def test_keeps_the_last_progress_of_a_call(self) -> None:
        reports = said(Transcript(), *(ToolProgress("1", "look", part / 10, "on") for part in range(5)))
        assert [each.data["fraction"] for each in joined(reports)] == [0.4]
