from pilothouse.access.security.screening.seen import SeenTexts, ToldLately
from pilothouse.core.ids import OrganizationId, new_id

ORGANIZATION = OrganizationId(new_id())


class TestMemory:
    def test_of_texts_forgets_those_used_least_recently(self) -> None:
        seen = SeenTexts(capacity=2)
        first, second, third = (seen.key_of(ORGANIZATION, b"x", name) for name in (b"1", b"2", b"3"))
        seen.put(first, ())
        seen.put(second, ())
        assert seen.get(first) == ()
        seen.put(third, ())
        assert (seen.get(first), seen.get(second), len(seen)) == ((), None, 2)

    def test_of_what_was_told_ends_after_a_while(self) -> None:
        now = [0.0]
        told = ToldLately(lambda: now[0], for_s=10, capacity=2)
        assert [told.is_new("a"), told.is_new("a")] == [True, False]
        now[0] = 11.0
        assert told.is_new("a")
        assert [told.is_new(each) for each in ("b", "c", "a")] == [True, True, True]
