import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.identity import windows
from pilothouse.access.identity.windows import Window
from tests.access.conftest import FrozenClock


class TestWindow:
    def test_says_how_long_until_there_is_room(self, clock: FrozenClock) -> None:
        window = Window(2, 60, clock)
        assert window.count("a") == 0
        clock.advance(10)
        assert [window.count("a"), window.count("a"), window.count("b")] == [0, 50, 0]
        clock.advance(50)
        assert window.count("a") == 0

    def test_forgets_a_key(self, clock: FrozenClock) -> None:
        window = Window(1, 60, clock)
        window.count("a")
        window.forget("a")
        window.forget("nobody")
        assert window.count("a") == 0

    def test_does_not_grow_without_end(self, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(windows, "_MOST_KEYS", 5)
        window = Window(1, 60, clock)
        for number in range(50):
            window.count(number)
        assert len(window._tries) == 5

    @given(st.lists(st.floats(min_value=0, max_value=40), max_size=60), st.integers(min_value=1, max_value=5))
    def test_never_lets_more_than_the_limit_into_any_stretch(self, pauses: list[float], limit: int) -> None:
        clock = FrozenClock()
        window, counted = Window(limit, 60, clock), []
        for pause in pauses:
            clock.advance(pause)
            if not window.count("a"):
                counted.append(clock.time)
        for at in counted:
            assert sum(0 <= (other - at).total_seconds() < 60 for other in counted) <= limit
