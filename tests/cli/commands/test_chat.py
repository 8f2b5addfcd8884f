import json

import pytest

from pilothouse.cli.talk.conversation import Conversation, talk
from pilothouse.cli.talk.screens import PlainScreen
from tests.cli.commands.conftest import Commands
from tests.cli.commands.test_approvals import BANKER
from tests.cli.commands.test_tools import money  # noqa: F401 - a fixture
from tests.cli.talk.test_deciding import Answers
from tests.house import House


class TestOneQuestion:
    async def test_is_answered(self, pilothouse: Commands) -> None:
        assert "40.8" in await pilothouse.run("chat", "What is 12 % of 340?")

    async def test_comes_from_a_pipe_too(self, pilothouse: Commands) -> None:
        assert "40.8" in await pilothouse.run("chat", piped="What is 12 % of 340?\n")

    async def test_is_told_event_by_event(self, pilothouse: Commands) -> None:
        said = await pilothouse.run("chat", "What is 12 % of 340?", "--json")
        events = [json.loads(line) for line in said.splitlines()]
        assert [events[0]["event"], events[-1]["event"]] == ["start", "complete"]
        assert "".join(each["data"]["text"] for each in events if each["event"] == "text") == events[-1]["data"]["text"]
        seqs = [each["seq"] for each in events]
        assert seqs == sorted(set(seqs))

    async def test_may_be_about_files(self, pilothouse: Commands, cars) -> None:
        said = await pilothouse.run("chat", "Which origin has the highest average mpg?", "--file", str(cars))
        assert "table_profile" in said
        assert "Japan" in said

    async def test_goes_on_with_a_conversation(self, pilothouse: Commands) -> None:
        first = json.loads((await pilothouse.run("chat", "Hello", "--json")).splitlines()[0])
        conversation = first["data"]["conversation_id"]
        for options in (("--conversation", conversation), ("--resume",)):
            said = await pilothouse.run("chat", "What is 2 + 2?", *options, "--json")
            assert json.loads(said.splitlines()[0])["data"]["conversation_id"] == conversation

    async def test_goes_to_the_agent_that_is_named(self, pilothouse: Commands, house: House, money) -> None:
        house.platform.registry.add(BANKER)
        said = await pilothouse.run("chat", "Send money: an amount of 5", "--agent", "banker", code=1)
        assert "send_money(amount=5) waits for approval" in said
        assert "approvals list" in said

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            ((), "Nothing was asked"),
            (("x", "--agent", "nobody"), "nobody"),
            (("x" * 9000,), "8"),
            (("x", "--file", "no.csv"), "There is no file no.csv"),
            (("x", "--conversation", "019a0000-0000-7000-8000-000000000001"), "conversation"),
        ],
    )
    async def test_says_what_is_wrong(self, pilothouse: Commands, arguments, says: str) -> None:
        said = await pilothouse.run("chat", *arguments, code=1)
        assert says in said.replace("\n", " ")
        assert "Traceback" not in said


class TestTalk:
    @pytest.fixture
    def person(self, api_of_cli):
        async def talks(*lines: str) -> Conversation:
            line = Answers(*lines)
            conversation = Conversation(api_of_cli, PlainScreen(), line)
            await talk(conversation, line)
            return conversation

        return talks

    async def test_goes_on_until_the_person_leaves(self, person, capsys) -> None:
        conversation = await person("What is 2 + 3?", "", "What is 12 % of 340?")
        said = capsys.readouterr()
        assert "2 + 3 = **5**" in said.out
        assert "40.8" in said.out
        assert f"--conversation {conversation.conversation_id}" in said.err.replace("\n", "")

    async def test_orders_are_no_messages(self, person, capsys, cars) -> None:
        await person(
            "/help", "/list", "/nonsense", "/continue", "/agent nobody", "/attach no.csv", "/quit", "never said"
        )
        said = capsys.readouterr()
        assert "/attach FILE" in said.out
        assert "There are no conversations yet" in said.out
        for words in ("There is no order /nonsense", "no answer to continue", "nobody", "There is no file no.csv"):
            assert words in said.err.replace("\n", " ")

    async def test_files_go_with_the_next_message(self, person, capsys, cars) -> None:
        await person(f"/attach {cars}", "Which origin has the highest average mpg?")
        assert "Japan" in capsys.readouterr().out

    async def test_conversations_are_begun_and_opened(self, person, capsys) -> None:
        first = await person("What is 2 + 3?")
        capsys.readouterr()
        second = await person("Hello", "/new", f"/open {first.conversation_id}", "What is 3 + 3?")
        assert second.conversation_id == first.conversation_id
        assert "What is 2 + 3?" in capsys.readouterr().out

    async def test_approvals_are_asked_for_in_the_thread(self, person, house: House, money, capsys) -> None:
        house.platform.registry.add(BANKER)
        await person("/agent banker", "Send money: an amount of 5", "y")
        assert money == [5]
        assert "Sent 5." in capsys.readouterr().out
