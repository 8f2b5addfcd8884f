"""What a query may be, told from its text alone."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.toolbox.sql.errors import NotReadOnly, QueryBroken
from pilothouse.toolbox.sql.read_only import Dialect, only_reading
from tests.toolbox.sql.lists import statements

DIALECTS: list[Dialect] = ["postgres", "sqlite", "duckdb"]
WRITES = [(dialect, each) for dialect in DIALECTS for each in statements("writes", dialect)]
READS = [(dialect, each) for dialect in DIALECTS for each in statements("reads", dialect)]


def test_the_lists_of_writes_are_long_enough_to_mean_something() -> None:
    for dialect in DIALECTS:
        assert len(set(statements("writes", dialect))) > 200


@pytest.mark.parametrize(("dialect", "statement"), WRITES)
def test_every_write_is_refused(dialect: Dialect, statement: str) -> None:
    with pytest.raises((NotReadOnly, QueryBroken)):
        only_reading(statement, dialect)


@pytest.mark.parametrize(("dialect", "statement"), READS)
def test_every_honest_question_is_allowed(dialect: Dialect, statement: str) -> None:
    assert only_reading(only_reading(statement, dialect), dialect)


def test_what_was_hidden_in_a_comment_does_not_reach_the_database() -> None:
    assert only_reading("select 1 /*!50000 ; drop table t */ -- x\n", "postgres") == "SELECT 1"


def test_the_model_is_told_what_was_wrong() -> None:
    for query, words in {
        "drop table t": "this is DROP",
        "select 1; select 2": "2 statements",
        "select * into x from t": "SELECT INTO",
        "select pg_sleep(9)": "function pg_sleep",
        "with a as (delete from t returning *) select * from a": "holds DELETE",
        "call f()": "CALL",
    }.items():
        with pytest.raises(NotReadOnly, match=words):
            only_reading(query, "postgres")
    for query in ("", "  ", ";", "selekt 1 from", "select (", "select 1" + " " * 20_000, "select '\x00'"):
        with pytest.raises(QueryBroken):
            only_reading(query, "postgres")


def test_a_nesting_that_no_parser_can_follow_is_refused() -> None:
    with pytest.raises(QueryBroken):
        only_reading("select " + "(" * 9_000 + "1" + ")" * 9_000, "postgres")


def test_an_operator_may_name_functions_that_only_read() -> None:
    assert only_reading("select shop.price(1)", "postgres", more_functions=["price"])
    with pytest.raises(NotReadOnly):
        only_reading("select shop.refund(1)", "postgres", more_functions=["price"])


def test_refusals_are_not_noise_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(NotReadOnly):
        only_reading("call f()", "postgres")
    assert not caplog.records


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for dialect in DIALECTS:
        try:
            only_reading(text, dialect)
        except (NotReadOnly, QueryBroken):
            continue


@given(st.sampled_from(["insert into t values (1)", "delete from t", "drop table t", "update t set a = 1"]), st.data())
def test_a_write_stays_one_however_it_is_wrapped(write: str, data: st.DataObject) -> None:
    wrapped = data.draw(
        st.sampled_from(
            ["{}", "({})", "with x as ({}) select 1", "select 1; {}", "explain {}", "select * from ({}) y", "/**/{}--"]
        )
    ).format(write)
    spaced = "".join(data.draw(st.sampled_from([" ", "\n", "/**/", "\t"])) if c == " " else c for c in wrapped)
    for dialect in DIALECTS:
        with pytest.raises((NotReadOnly, QueryBroken)):
            only_reading(spaced, dialect)
