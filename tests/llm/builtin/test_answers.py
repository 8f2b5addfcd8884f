"""Questions as people ask them, over public data sets. Right answers are calculated here, apart from our tools."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import polars as pl
import pytest

from tests.llm.builtin.conftest import DATA, Ask

C = pl.col


@cache
def table(name: str) -> pl.DataFrame:
    """Read a data set with nothing but Polars."""
    path = DATA / name
    if path.suffix == ".json":
        frame = pl.read_json(path, infer_schema_length=None)
    else:
        frame = pl.read_csv(path, infer_schema_length=None)
    dates = {
        "cars.json": C("Year").str.to_date("%Y-%m-%d"),
        "stocks.csv": C("date").str.to_date("%b %d %Y"),
        "seattle-weather.csv": C("date").str.to_date("%Y/%m/%d"),
        "iowa-electricity.csv": C("year").str.to_date("%Y-%m-%d"),
        "us-employment.csv": C("month").str.to_date("%Y-%m-%d"),
        "sf-temps.csv": C("date").str.to_datetime("%Y/%m/%d %H:%M:%S"),
        "wheat.json": C("year").cast(pl.Int64),
    }
    return frame.with_columns(dates[name]) if name in dates else frame


def number(value: float) -> str:
    """Write a number as a report does."""
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.2f}" if abs(value) >= 1 else f"{value:.4g}"


def best(frame: pl.DataFrame, by: str | pl.Expr, value: pl.Expr, *, down: bool = True) -> list[str]:
    """Return the first group in an order, and its figure, both as text."""
    row = frame.group_by(by).agg(value.alias("v")).drop_nulls().sort("v", descending=down).row(0)
    return [str(row[0]), number(row[1])]


def each(frame: pl.DataFrame, by: str, value: pl.Expr) -> list[str]:
    """Return every group with its figure, as text."""
    return [f"{group} {number(figure)}" for group, figure in frame.group_by(by).agg(value.alias("v")).iter_rows()]


def one(frame: pl.DataFrame, value: pl.Expr) -> list[str]:
    return [number(frame.select(value).item())]


def rows(frame: pl.DataFrame) -> list[str]:
    return [number(frame.height)]


def top(frame: pl.DataFrame, by: str, label: str, n: int = 1, *, down: bool = True) -> list[str]:
    """Return the labels of the first rows, without those that tie with the last: which of them is named is chance."""
    ordered = frame.drop_nulls(by).sort(by, descending=down)
    last = ordered[by][n - 1]
    chosen = ordered.head(n) if n == 1 else ordered.head(n).filter(C(by) != last)
    return [str(each) for each in chosen[label]] + [number(ordered[by][0])]


@dataclass(frozen=True)
class Case:
    """A question, its file, and what has to stand in the first paragraph of the answer."""

    question: str
    file: str
    expected: Callable[[pl.DataFrame], list[str]]


def year(name: str) -> pl.Expr:
    return C(name).dt.year()


CASES = [
    Case("Which origin has the highest average miles per gallon?", "cars.json",
         lambda t: best(t, "Origin", C("Miles_per_Gallon").mean())),
    Case("What is the average horsepower by origin?", "cars.json", lambda t: each(t, "Origin", C("Horsepower").mean())),
    Case("How many cars are from Japan?", "cars.json", lambda t: rows(t.filter(C("Origin") == "Japan"))),
    Case("How many cars are there per origin?", "cars.json", lambda t: each(t, "Origin", pl.len())),
    Case("What is the median weight of cars with 8 cylinders?", "cars.json",
         lambda t: one(t.filter(C("Cylinders") == 8), C("Weight_in_lbs").median())),
    Case("Top 5 cars by horsepower", "cars.json", lambda t: top(t, "Horsepower", "Name", 5)),
    Case("Which car has the highest horsepower?", "cars.json", lambda t: top(t, "Horsepower", "Name")),
    Case("Is there a relationship between weight and mpg?", "cars.json",
         lambda t: ["negative", f"{t.drop_nulls().select(pl.corr('Weight_in_lbs', 'Miles_per_Gallon')).item():+.2f}"]),
    Case("Compare acceleration between USA and Japan", "cars.json",
         lambda t: each(t.filter(C("Origin").is_in(["USA", "Japan"])), "Origin", C("Acceleration").mean())),
    Case("What percentage of cars come from Europe?", "cars.json",
         lambda t: [f"{t.filter(C('Origin') == 'Europe').height / t.height * 100:.1f} %"]),
    Case("How many cars have more than 150 horsepower?", "cars.json", lambda t: rows(t.filter(C("Horsepower") > 150))),
    Case("Average mpg of European cars after 1975", "cars.json",
         lambda t: one(t.filter(C("Origin") == "Europe", year("Year") > 1975), C("Miles_per_Gallon").mean())),
    Case("average mpg by cylinders", "cars.json", lambda t: each(t, "Cylinders", C("Miles_per_Gallon").mean())),
    Case("How many different origins are there?", "cars.json", lambda t: [number(t["Origin"].n_unique())]),
    Case("What is the lightest car?", "cars.json", lambda t: top(t, "Weight_in_lbs", "Name", down=False)[:1]),
    Case("How does mileage differ between 4-cylinder and 8-cylinder cars?", "cars.json",
         lambda t: each(t.filter(C("Cylinders").is_in([4, 8])), "Cylinders", C("Miles_per_Gallon").mean())),
    Case("How did fuel economy develop over time?", "cars.json",
         lambda t: [number(t.filter(year("Year") == y)["Miles_per_Gallon"].mean()) for y in (1970, 1982)]),
    Case("Which country produces the most fuel efficient cars?", "cars.json",
         lambda t: best(t, "Origin", C("Miles_per_Gallon").mean())),
    Case("Wie ist der durchschnittliche Horsepower pro Origin?", "cars.json",
         lambda t: each(t, "Origin", C("Horsepower").mean())),
    Case("Are there any missing values?", "cars.json",
         lambda t: [number(sum(t.null_count().row(0))), "Miles_per_Gallon", "Horsepower"]),
    Case("Which stock had the highest price?", "stocks.csv", lambda t: best(t, "symbol", C("price").max())),
    Case("How did the price of Apple develop over time?", "stocks.csv",
         lambda t: [number(t.filter(C("symbol") == "AAPL").sort("date")["price"][end]) for end in (0, -1)]),
    Case("What was the average price of MSFT in 2005?", "stocks.csv",
         lambda t: one(t.filter(C("symbol") == "MSFT", year("date") == 2005), C("price").mean())),
    Case("Which stock grew the most between 2004 and 2010?", "stocks.csv",
         lambda t: best(t.filter(year("date").is_between(2004, 2010)).sort("date"), "symbol",
                        C("price").last() / C("price").first())[:1]),
    Case("Which company had the lowest average price in 2003?", "stocks.csv",
         lambda t: best(t.filter(year("date") == 2003), "symbol", C("price").mean(), down=False)),
    Case("What was Google's highest price?", "stocks.csv",
         lambda t: one(t.filter(C("symbol") == "GOOG"), C("price").max())),
    Case("When did AMZN reach its lowest price?", "stocks.csv",
         lambda t: [str(t.filter(C("symbol") == "AMZN").sort("price")["date"][0])[:7]]),
    Case("Which month has the highest average precipitation?", "seattle-weather.csv",
         lambda t: best(t, C("date").dt.strftime("%B"), C("precipitation").mean())),
    Case("How many days did it rain?", "seattle-weather.csv", lambda t: rows(t.filter(C("weather") == "rain"))),
    Case("How many rainy days were there in 2012?", "seattle-weather.csv",
         lambda t: rows(t.filter(C("weather") == "rain", year("date") == 2012))),
    Case("What is the average maximum temperature in July?", "seattle-weather.csv",
         lambda t: one(t.filter(C("date").dt.month() == 7), C("temp_max").mean())[:1]),
    Case("What was the hottest day?", "seattle-weather.csv", lambda t: top(t, "temp_max", "date")),
    Case("What was the lowest temperature recorded?", "seattle-weather.csv", lambda t: one(t, C("temp_min").min())),
    Case("Total precipitation per year", "seattle-weather.csv",
         lambda t: [number(t.filter(year("date") == y)["precipitation"].sum()) for y in (2012, 2015)]),
    Case("Which year was the wettest?", "seattle-weather.csv",
         lambda t: best(t, year("date"), C("precipitation").sum())),
    Case("Average wind by weather type", "seattle-weather.csv", lambda t: each(t, "weather", C("wind").mean())),
    Case("Which weather type is most common?", "seattle-weather.csv", lambda t: best(t, "weather", pl.len())),
    Case("What percentage of days had precipitation above 10?", "seattle-weather.csv",
         lambda t: [f"{t.filter(C('precipitation') > 10).height / t.height * 100:.1f} %"]),
    Case("Which site had the highest total yield in 1931?", "barley.json",
         lambda t: best(t.filter(C("year") == 1931), "site", C("yield").sum())),
    Case("Which variety has the best average yield?", "barley.json", lambda t: best(t, "variety", C("yield").mean())),
    Case("How does yield differ between 1931 and 1932?", "barley.json", lambda t: each(t, "year", C("yield").mean())),
    Case("Compare petal length across species", "iris.json", lambda t: each(t, "species", C("petalLength").mean())),
    Case("What is the correlation between petal length and petal width?", "iris.json",
         lambda t: [f"{t.select(pl.corr('petalLength', 'petalWidth')).item():+.2f}"]),
    Case("mean sepal width of setosa", "iris.json",
         lambda t: one(t.filter(C("species") == "setosa"), C("sepalWidth").mean())),
    Case("Which state has the most airports?", "airports.csv", lambda t: best(t, "state", pl.len())),
    Case("How many airports are in Texas?", "airports.csv", lambda t: rows(t.filter(C("state") == "TX"))),
    Case("Top 10 states by number of airports", "airports.csv", lambda t: best(t, "state", pl.len())),
    Case("List the airports in Chicago", "airports.csv", lambda t: list(t.filter(C("city") == "Chicago")["iata"])),
    Case("How many victims were there by race?", "la-riots.csv", lambda t: each(t, "race", pl.len())),
    Case("What is the average age of the victims?", "la-riots.csv", lambda t: one(t, C("age").mean())),
    Case("Who was the oldest victim?", "la-riots.csv", lambda t: top(t, "age", "last_name")),
    Case("What share of the victims were female?", "la-riots.csv",
         lambda t: [f"{t.filter(C('gender') == 'Female').height / t.height * 100:.1f} %"]),
    Case("How did renewable generation change between 2001 and 2017?", "iowa-electricity.csv",
         lambda t: [number(t.filter(C("source") == "Renewables").sort("year")["net_generation"][i]) for i in (0, -1)]),
    Case("Which source generated the most electricity in total?", "iowa-electricity.csv",
         lambda t: best(t, "source", C("net_generation").sum())),
    Case("In which month was nonfarm employment lowest?", "us-employment.csv",
         lambda t: [str(t.sort("nonfarm")["month"][0])[:7], number(t["nonfarm"].min())]),
    Case("In which year was the price of wheat highest?", "wheat.json",
         lambda t: [str(t.sort("wheat")["year"][-1]), number(t["wheat"].max())]),
    Case("When did deaths from disease peak?", "crimea.json", lambda t: top(t, "disease", "date")),
    Case("In which year were the most miles driven?", "driving.json",
         lambda t: [str(t.sort("miles")["year"][-1]), number(t["miles"].max())]),
    Case("Which bacteria needs the most Penicillin?", "burtin.json", lambda t: top(t, "Penicillin", "Bacteria")),
    Case("Average neomycin by gram staining", "burtin.json",
         lambda t: each(t, "Gram_Staining", C("Neomycin").mean())),
    Case("What was the highest close?", "ohlc.json", lambda t: one(t, C("close").max())),
    Case("What hour of the day is the warmest?", "sf-temps.csv",
         lambda t: best(t, C("date").dt.hour(), C("temp").mean())),
    Case("how many ford cars are there", "cars.json", lambda t: rows(t.filter(C("Name").str.contains("ford")))),
    Case("What's the max, min and mean of horsepower?", "cars.json",
         lambda t: [number(getattr(t["Horsepower"], name)()) for name in ("max", "min", "mean")]),
    Case("What is the average displacement of cars made in 1970 versus 1980?", "cars.json",
         lambda t: each(t.filter(year("Year").is_in([1970, 1980])).with_columns(y=year("Year")), "y",
                        C("Displacement").mean())),
    Case("Was 2015 warmer than 2012?", "seattle-weather.csv",
         lambda t: each(t.filter(year("date").is_in([2012, 2015])).with_columns(y=year("date")), "y",
                        C("temp_max").mean())),
    Case("What was the average temperature in January 2014?", "seattle-weather.csv",
         lambda t: [number(t.filter(C("date").dt.strftime("%Y-%m") == "2014-01")[name].mean())
                    for name in ("temp_max", "temp_min")]),
    Case("Which day had the most rain?", "seattle-weather.csv", lambda t: top(t, "precipitation", "date")),
    Case("Share of each source in 2017", "iowa-electricity.csv",
         lambda t: [f"{value / t.filter(year('year') == 2017)['net_generation'].sum() * 100:.1f} %"
                    for value in t.filter(year("year") == 2017)["net_generation"]]),
    Case("What is the northernmost airport?", "airports.csv", lambda t: top(t, "latitude", "iata")),
    Case("What was the deadliest day?", "la-riots.csv", lambda t: best(t, "death_date", pl.len())),
    Case("What is the median age by race?", "la-riots.csv", lambda t: each(t, "race", C("age").median())),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question[:50])
async def test_answers_rightly_with_a_table_and_a_chart(case: Case, ask: Ask) -> None:
    report = await ask(case.question, case.file)
    missing = [each for each in case.expected(table(case.file)) if each not in report.answer]
    assert not missing, report.answer
    assert report.failures == []
    assert {"table", "chart"} <= report.kinds
    assert re.search(r"^\| -+:? \|", report.text, re.MULTILINE)


def test_covers_enough_data_sets() -> None:
    assert len(CASES) >= 40
    assert len({case.file for case in CASES}) >= 10


def test_number_is_written_as_in_a_report() -> None:
    assert [number(value) for value in (1234.0, 3.14159, 0.00123456)] == ["1,234", "3.14", "0.001235"]
