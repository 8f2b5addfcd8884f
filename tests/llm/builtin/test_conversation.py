"""What the embedded model makes of messages, with the tools that Buddy has."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.llm.builtin.planner import decide
from pilothouse.llm.messages import Message, ModelRequest, ToolCall, ToolSpec

TOOLS = tuple(
    ToolSpec(name, f"Do {name}.", {"type": "object", "properties": {}})
    for name in (
        "find_tools",
        "navigate",
        "recall",
        "remember",
        "forget",
        "start_mission",
        "look_at_missions",
        "steer_mission",
        "files_list",
        "files_read",
        "table_profile",
        "table_group",
        "chart",
        "search",
    )
)
HTTP = ToolSpec(
    "http_request",
    "Fetch an address.",
    {"type": "object", "properties": {"url": {"type": "string"}}, "required": ["url"]},
)


def ask(*messages: Message | str, tools: tuple[ToolSpec, ...] = (*TOOLS, HTTP)) -> Any:
    told = [Message("user", each) if isinstance(each, str) else each for each in messages]
    return decide(ModelRequest("builtin", tuple(told), tools=tools))


def call_of(text: str) -> tuple[str, dict[str, Any]]:
    (call,) = ask(text)
    return call.name, call.arguments


def after(call: ToolCall, answer: dict[str, Any] | str) -> str:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return ask("do it", Message("assistant", "", (call,)), Message("tool", text, tool_call_id=call.id, name=call.name))


class TestSmallTalk:
    @pytest.mark.parametrize("text", ["Hi", "hello there!", "Good morning Buddy", "hey :)", "Bonjour"])
    def test_greets(self, text: str) -> None:
        answer = ask(text)
        assert answer.startswith("Hello!")
        assert "Start a mission" in answer

    @pytest.mark.parametrize("text", ["What can you do?", "help", "Who are you?", "how can you help me"])
    def test_says_what_it_can_do_and_what_not(self, text: str) -> None:
        answer = ask(text)
        assert "start missions" in answer
        assert "need a language model" in answer

    def test_offers_only_what_its_tools_allow(self) -> None:
        answer = ask("what can you do?", tools=(TOOLS[1],))
        assert "open pages" in answer
        assert "missions**" not in answer

    @pytest.mark.parametrize("text", ["thanks!", "great, thank you", "ok"])
    def test_takes_thanks(self, text: str) -> None:
        assert "welcome" in ask(text)

    @pytest.mark.parametrize("text", ["🎉", "👍👍👍", "???", "…"])
    def test_answers_what_has_no_words(self, text: str) -> None:
        assert "Tell me in words" in ask(text)

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("Write a poem about rain", "Writing a text"),
            ("translate this to French", "Translating"),
            ("Why is the sky blue?", "Answering an open question"),
            ("Fix my python function", "Programming"),
            ("blorp the frobnicator", "To answer this freely"),
        ],
    )
    def test_says_honestly_what_needs_a_model(self, text: str, kind: str) -> None:
        answer = ask(text)
        assert answer.startswith(f"**{kind} needs a language model")
        assert "Connect one" in answer

    def test_calculates(self) -> None:
        assert "**40.8**" in ask("What is 12 % of 340?")

    def test_greets_without_any_tools_too(self) -> None:
        assert ask("hello", tools=()).startswith("Hello!")

    def test_does_not_read_the_page_that_comes_along(self) -> None:
        assert ask("hello\n\n(Written on the page /missions.)").startswith("Hello!")


class TestOrders:
    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("Open the costs", "/costs"),
            ("please go to my missions page.", "/missions"),
            ("show me the budgets", "/budgets"),
            ("Where are the api keys?", "/account"),
            ("take me to models and providers", "/models"),
            ("Open the audit log", "/admin/audit"),
            ("show me the security policies", "/security/policies"),
        ],
    )
    def test_opens_pages(self, text: str, path: str) -> None:
        assert call_of(text) == ("navigate", {"path": path})

    def test_a_page_that_is_not_there_is_not_opened(self) -> None:
        assert isinstance(ask("open the pod bay doors"), str)

    @pytest.mark.parametrize(
        ("text", "objective"),
        [
            ("Start a mission to find outliers in sales.csv", "Find outliers in sales.csv"),
            ("launch a new mission: Compare both years.", "Compare both years."),
            ("Can you create a mission that checks the stock?", "Checks the stock?"),
        ],
    )
    def test_starts_missions(self, text: str, objective: str) -> None:
        assert call_of(text) == ("start_mission", {"objective": objective})

    def test_asks_what_a_mission_is_for(self) -> None:
        assert "What shall the mission do?" in ask("start a mission")

    @pytest.mark.parametrize(
        ("text", "arguments"),
        [
            ("pause the mission m-3k2a7f", {"mission": "m-3k2a7f", "order": "pause"}),
            ("Stop mission about “sales”", {"mission": "sales", "order": "cancel"}),
            (
                "tell the mission m-3k2a7f to use euros",
                {"mission": "m-3k2a7f", "order": "instruct", "instruction": "use euros"},
            ),
        ],
    )
    def test_steers_missions(self, text: str, arguments: dict[str, Any]) -> None:
        assert call_of(text) == ("steer_mission", arguments)

    @pytest.mark.parametrize(
        ("text", "arguments"),
        [
            ("how are my missions?", {}),
            ("what is the status of my last mission", {}),
            ("which missions are running?", {"state": "running"}),
        ],
    )
    def test_looks_at_missions(self, text: str, arguments: dict[str, Any]) -> None:
        assert call_of(text) == ("look_at_missions", arguments)

    @pytest.mark.parametrize(
        ("text", "call"),
        [
            ("Remember that reports go out in French.", ("remember", {"fact": "Reports go out in French."})),
            ("forget that reports go out in French.", ("forget", {"fact": "reports go out in French"})),
            ("What did we say about the printer bill?", ("recall", {"about": "the printer bill"})),
            ("search for the travel policy", ("search", {"query": "the travel policy"})),
        ],
    )
    def test_remembers_recalls_and_searches(self, text: str, call: tuple[str, dict[str, Any]]) -> None:
        assert call_of(text) == call

    def test_fetches_an_address(self) -> None:
        assert call_of("what does https://example.com/a say?") == ("http_request", {"url": "https://example.com/a"})


class TestResults:
    MISSION = {"id": "m-3k2a7f", "title": "Outliers", "state": "queued", "percent": 0, "page": "/missions/1"}  # noqa: RUF012

    def test_tells_of_a_started_mission_with_its_page(self) -> None:
        call = ToolCall("order-0", "start_mission", {})
        answer = after(call, {"finding": "The mission “Outliers” is queued.", "mission": self.MISSION})
        assert answer.startswith("The mission “Outliers” is queued. [m-3k2a7f](/missions/1)")

    def test_lists_missions_and_shows_the_answer_of_a_single_one(self) -> None:
        call = ToolCall("order-0", "look_at_missions", {})
        done = {**self.MISSION, "state": "completed", "answer": "**Three rows stand out.**"}
        assert "**Outliers** is queued, 0 %" in after(call, {"missions": [self.MISSION, done]})
        assert after(call, {"missions": [done]}).endswith("**Three rows stand out.**")
        assert "no such mission" in after(call, {"missions": []})

    def test_shows_what_was_recalled(self) -> None:
        call = ToolCall("order-0", "recall", {})
        passages = [{"text": "[Invoices] user: too high", "said_at": "2026-01-02 10:00 UTC", "score": 0.5}]
        assert "- 2026-01-02 10:00 UTC: [Invoices] user: too high" in after(call, {"passages": passages})
        assert "find nothing" in after(call, {"passages": []})

    def test_says_why_something_did_not_work(self) -> None:
        answer = after(ToolCall("order-0", "navigate", {}), "Error: There is no page.")
        assert answer == "**That did not work.** There is no page."

    @pytest.mark.parametrize("text", ["not JSON", "[1]", "{}", '{"missions": null}'])
    def test_takes_any_result(self, text: str) -> None:
        assert after(ToolCall("order-0", "look_at_missions", {}), text)


class TestTables:
    def test_an_attached_table_goes_to_the_planner_of_tables(self) -> None:
        (call,) = ask("hello\n\nAttached files: cars.csv")
        assert call.name == "table_profile"

    def test_so_does_a_later_question(self) -> None:
        earlier = (Message("user", "hi\n\nAttached files: cars.csv"), Message("assistant", "Hello!"))
        (call,) = ask(*earlier, "What is the average price by origin?")
        assert (call.name, call.arguments["file"]) == ("table_profile", "cars.csv")

    def test_but_not_thanks_nor_a_wish_for_a_poem(self) -> None:
        earlier = (Message("user", "hi\n\nAttached files: cars.csv"), Message("assistant", "Hello!"))
        assert "welcome" in ask(*earlier, "thanks")
        assert "Writing a text needs" in ask(*earlier, "write a poem about it")

    def test_an_order_goes_before_the_table(self) -> None:
        (call,) = ask("start a mission to profile this\n\nAttached files: cars.csv")
        assert call.name == "start_mission"


class TestAnything:
    @given(st.text(max_size=300))
    def test_always_answers_or_calls(self, text: str) -> None:
        decided = ask(text)
        assert decided
        assert isinstance(decided, str) or all(isinstance(call, ToolCall) for call in decided)
