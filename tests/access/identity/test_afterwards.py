import pytest

from pilothouse.access.identity.afterwards import afterwards
from pilothouse.core.errors import Unavailable


class TestAfterwards:
    async def test_does_the_work(self) -> None:
        done: list[int] = []

        async def work() -> None:
            done.append(1)

        await afterwards(work)
        assert done == [1]

    async def test_keeps_what_went_wrong_to_the_log(self) -> None:
        async def work() -> None:
            raise Unavailable("away")

        await afterwards(work)

    async def test_does_not_hide_a_mistake_of_ours(self) -> None:
        async def work() -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await afterwards(work)
