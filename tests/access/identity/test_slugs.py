import re

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.identity.slugs import slug_of


class TestSlug:
    @given(st.text(max_size=100))
    def test_is_short_plain_and_never_the_same(self, name: str) -> None:
        slug = slug_of(name, "organization")
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert len(slug) <= 49
        assert slug != slug_of(name, "organization")

    def test_says_what_it_stands_for_where_the_name_says_nothing(self) -> None:
        assert slug_of("夜勤", "service").startswith("service-")
