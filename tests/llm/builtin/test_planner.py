"""The planner where it is hard: odd files, odd words, several files, no files, other tools than tables."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilothouse.llm.builtin.planner import decide
from pilothouse.llm.messages import Message, ModelRequest, ToolCall, ToolSpec
from tests.llm.builtin.conftest import DATA, Ask

CLOSING = "not a language model"
PROFILE = ToolSpec("table_profile", "Describe a data file.", {"type": "object", "properties": {}})

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Put a file where the analyst finds it."""

    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


class TestOddFiles:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("one_column.csv", "value\n" + "\n".join(map(str, range(50)))),
            ("texts.csv", "a,b\n" + "\n".join(f"word{i % 7},other{i % 3}" for i in range(50))),
            ("nulls.csv", "a,b\n" + "\n".join("," for _ in range(5)) + "\nx,\n"),
            ("headers.csv", "a,,a, ,b\n1,2,3,4,x\n2,3,4,5,y\n3,4,5,6,x\n"),
            ("single.csv", "city,price\nLyon,3.5\n"),
            ("constant.csv", "a,b\n" + "1,1\n" * 20),
            ("wide.csv", ",".join(f"c{i}" for i in range(200)) + "\n" + "\n".join([",".join(["1"] * 200)] * 20)),
            ("strange names.csv", 'a.b,c[0],"quo\'te",=SUM(A1)\n1,2,3,x\n2,3,4,y\n4,1,1,x\n'),
            ("nested.json", '[{"a": {"b": 1, "c": [1, 2]}, "d": "x"}, {"a": {"b": 2, "c": []}, "d": "y"}]'),
        ],
    )
    @pytest.mark.parametrize("question", ["Summarise this file", "What is the average of a by b?", "top 3", ""])
    async def test_always_gets_a_report(self, name: str, content: str, question: str, ask: Ask, write: Write) -> None:
        write(name, content)
        report = await ask(question)
        assert CLOSING in report.text
        assert {"table", "chart"} & report.kinds

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("", "empty"),
            ("a,b\n", "no rows"),
            (b"\x89PNG\r\n\x1a\n", "no table"),
            (b"PK\x03\x04broken", "Excel"),
            ("[]", "records"),
        ],
    )
    async def test_says_why_a_file_cannot_be_read(
        self, content: str | bytes, reason: str, ask: Ask, write: Write
    ) -> None:
        write("data.csv", content)
        report = await ask("What is the average price?")
        assert report.answer == "**None of the attached files could be read.**"
        assert reason in report.text

    async def test_answers_about_many_rows_in_time(self, ask: Ask, tmp_path: Path) -> None:
        frame = pl.DataFrame({"n": range(300_000)}).select(
            (pl.col("n") % 3).cast(pl.String).replace_strict(["0", "1", "2"], ["a", "b", "c"]).alias("shop"),
            (pl.col("n") % 997 / 10).alias("price"),
        )
        frame.write_csv(tmp_path / "big.csv")
        report = await ask("What is the average price by shop?")
        expected = frame.filter(pl.col("shop") == "a")["price"].mean()
        assert f"a {expected:.2f}" in report.answer

    async def test_reads_money_and_german_dates(self, ask: Ask, write: Write) -> None:
        write(
            "verkauf.csv",
            'Datum;Region;Umsatz\n01.02.2023;Nord;"1.200,50"\n13.02.2023;Süd;99,50\n02.03.2023;Nord;100\n',
        )
        report = await ask("Summe Umsatz pro Region")
        assert "Nord 1,300.50" in report.answer
        assert "Süd 99.50" in report.answer


class TestOddWords:
    @pytest.mark.parametrize(
        "question", ["?", "🚗🚗🚗", "DROP TABLE cars;", "a" * 9_000, "None", "\x00\x01", "{{7*7}}"]
    )
    async def test_still_reports(self, question: str, ask: Ask) -> None:
        report = await ask(question, "cars.json")
        assert CLOSING in report.text
        assert {"table", "chart"} <= report.kinds

    async def test_says_which_condition_it_did_not_understand(self, ask: Ask) -> None:
        report = await ask("How many cars have more than 5 wheels of steel?", "cars.json")
        assert "more than 5" in report.text
        assert "names no column" in report.text

    async def test_reports_what_it_can_when_no_row_is_left(self, ask: Ask) -> None:
        report = await ask("What is the average horsepower of cars with more than 9999 horsepower?", "cars.json")
        assert report.answer.startswith("**This could not be answered.**")
        assert "Horsepower" in report.answer
        assert {"table", "chart"} <= report.kinds

    async def test_answers_two_questions_in_one(self, ask: Ask) -> None:
        report = await ask("What is the average mpg by origin, and which car has the highest horsepower?", "cars.json")
        assert "Japan 30.45" in report.answer
        assert "pontiac grand prix" in report.answer

    async def test_heeds_a_further_instruction(self, ask: Ask) -> None:
        request = "What is the average mpg by origin?\nFurther instruction: How many cars are from Japan?"
        report = await ask(request, "cars.json")
        assert "There are 79 cars" in report.answer

    async def test_gives_the_same_answer_twice(self, ask: Ask) -> None:
        first = await ask("Average wind by weather", "seattle-weather.csv")
        assert (await ask("Average wind by weather", "seattle-weather.csv")).text == first.text

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        text=st.text(max_size=200) | st.text("average top by 0123456789 Origin Name between and more than", max_size=80)
    )
    def test_decides_on_any_words(self, text: str) -> None:
        profile = (Path(__file__).parent / "cars_profile.json").read_text()
        messages = (
            Message("user", f"{text}\nAttached files: cars.json"),
            Message("assistant", tool_calls=(ToolCall("profile-0", "table_profile", {"file": "cars.json"}),)),
            Message("tool", profile, tool_call_id="profile-0", name="table_profile"),
        )
        assert decide(ModelRequest("builtin", messages, (PROFILE,)))


class TestFiles:
    async def test_takes_the_file_that_the_question_is_about(self, ask: Ask) -> None:
        report = await ask(
            "Which origin has the highest average horsepower?", "airports.csv", "cars.json", "stocks.csv"
        )
        assert report.answer.startswith("**USA has the highest average Horsepower")
        assert "Not used: airports.csv, stocks.csv" in report.text

    async def test_says_how_to_go_on_without_a_file(self, ask: Ask) -> None:
        report = await ask("Write a poem about the sea")
        assert "needs a language model" in report.answer
        assert "add a provider" in report.text

    async def test_says_that_a_picture_is_no_table(self, ask: Ask, write: Write) -> None:
        write("photo.jpg", b"\xff\xd8\xff")
        assert "photo.jpg is no table" in (await ask("What is in it?")).answer

    def test_asks_for_a_profile_of_each_named_file_first(self) -> None:
        request = ModelRequest("builtin", (Message("user", "Compare\nAttached files: a.csv, b c.xlsx"),), (PROFILE,))
        calls = decide(request)
        assert isinstance(calls, list)
        assert [call.arguments["file"] for call in calls] == ["a.csv", "b c.xlsx"]

    async def test_understands_other_shapes_of_data(self, ask: Ask, write: Write) -> None:
        write(
            "people.csv",
            "PersonId,Sex,Pclass,Survived\n1,male,1,0\n2,female,1,1\n3,female,2,1\n4,male,3,0\n5,male,3,1\n",
        )
        assert "There are 3" in (await ask("How many people survived?")).answer
        assert "female 100.0 %" in (await ask("What was the survival rate by sex?")).answer


class TestOtherTools:
    """A newcomer's first own tool has to be found with no model connected."""

    WEATHER = ToolSpec(
        "weather",
        "Forecast the weather of a city.",
        {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer", "default": 3}},
            "required": ["city"],
        },
    )
    FETCH = ToolSpec(
        "http_request",
        "Fetch a web page.",
        {"type": "object", "properties": {"url": {"type": "string"}}, "required": ["url"]},
    )

    def _decide(self, text: str, *more: Message) -> list[ToolCall] | str:
        return decide(ModelRequest("builtin", (Message("user", text), *more), (self.FETCH, self.WEATHER)))

    def test_fills_a_name_and_a_number(self) -> None:
        calls = self._decide("What is the weather in New York for the next 5 days?")
        assert isinstance(calls, list)
        assert (calls[0].name, calls[0].arguments) == ("weather", {"city": "New York", "days": 5})

    def test_takes_an_address_to_the_tool_for_addresses(self) -> None:
        calls = self._decide("Read https://example.com/weather.json.")
        assert isinstance(calls, list)
        assert (calls[0].name, calls[0].arguments) == ("http_request", {"url": "https://example.com/weather.json"})

    def test_asks_for_what_it_was_not_told(self) -> None:
        assert "needs to know city" in str(self._decide("how is the weather"))

    def test_tells_what_the_tool_answered(self) -> None:
        call = ToolCall("call-0", "weather", {"city": "Lyon"})
        told = self._decide(
            "Weather in Lyon?",
            Message("assistant", tool_calls=(call,)),
            Message("tool", '{"temperature": 21, "sky": "clear"}', tool_call_id="call-0", name="weather"),
        )
        assert "temperature: 21" in str(told)

    def test_calls_nothing_that_does_not_fit(self) -> None:
        assert "needs a language model" in str(self._decide("Prove Fermat's last theorem"))


def test_data_of_the_tests_is_there() -> None:
    assert (DATA / "cars.json").exists()
