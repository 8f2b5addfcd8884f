import re

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.llm.dialects.ids import derived_id, fitting_id, fresh_id


def test_fresh_ids_differ() -> None:
    made = {fresh_id("msg_") for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"msg_[0-9a-f]{24}", each) for each in made)


def test_an_id_that_fits_is_kept() -> None:
    assert fitting_id("toolu_01AbC-9", "call_", 40) == "toolu_01AbC-9"


@given(st.text())
def test_any_id_becomes_one_that_fits_and_stays_the_same(identifier: str) -> None:
    fitted = fitting_id(identifier, "call_", 40)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,40}", fitted)
    assert fitted == fitting_id(identifier, "call_", 40)
    assert fitting_id(fitted, "toolu_", 64) == fitted


def test_derived_ids_take_broken_text() -> None:
    assert derived_id("rs_", "\ud800") != derived_id("rs_", "\ud801")
