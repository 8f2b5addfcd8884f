import gc
from collections.abc import Iterator

import pytest

from pilothouse.core import collector


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.enable()


class TestSpared:
    def test_looks_for_no_garbage_meanwhile(self) -> None:
        gc.enable()
        with collector.spared():
            assert not gc.isenabled()
        assert gc.isenabled()

    def test_leaves_it_off_where_it_was(self) -> None:
        gc.disable()
        with collector.spared():
            pass
        assert not gc.isenabled()

    def test_goes_on_after_a_failure(self) -> None:
        gc.enable()
        with pytest.raises(ImportError), collector.spared():
            raise ImportError
        assert gc.isenabled()

    def test_never_looks_at_what_was_made_meanwhile(self) -> None:
        gc.collect()
        with collector.spared():
            made = [[] for _ in range(1000)]
        assert len(gc.get_objects(generation=0)) < 1000 <= gc.get_freeze_count()
        assert len(made) == 1000


def test_settle_leaves_alone_what_is_there() -> None:
    collector.settle()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] > 700
