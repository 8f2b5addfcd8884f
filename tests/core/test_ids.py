from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core.ids import display_id, new_id


class TestNewId:
    def test_sorts_by_the_order_in_which_ids_are_made(self):
        made = [new_id() for _ in range(5_000)]
        assert made == sorted(made)
        assert len(set(made)) == len(made)

    def test_tells_when_it_was_made(self):
        before = datetime.now(UTC).timestamp()
        made = new_id()
        assert made.version == 7
        assert before - 1 <= (made.int >> 80) / 1000 <= datetime.now(UTC).timestamp() + 1


class TestDisplayId:
    @given(st.uuids())
    def test_is_short_and_has_no_letters_that_read_like_digits(self, identifier):
        prefix, _, rest = display_id("m", identifier).partition("-")
        assert prefix == "m"
        assert len(rest) == 6
        assert set(rest) <= set("0123456789abcdefghjkmnpqrstvwxyz")

    @given(st.uuids())
    def test_is_the_same_each_time(self, identifier):
        assert display_id("m", identifier) == display_id("m", identifier)

    def test_differs_among_missions_made_at_the_same_moment(self):
        made = {display_id("m", new_id()) for _ in range(1_000)}
        assert len(made) > 990
