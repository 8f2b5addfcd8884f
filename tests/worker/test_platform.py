import time

import pytest

from pilothouse.core.errors import Unavailable
from pilothouse.settings import Settings
from pilothouse.worker.platform import open_platform
from tests.house import house  # noqa: F401 - a fixture


class TestCheckLease:
    async def test_says_when_this_process_may_be_taken_for_dead(self, house) -> None:
        platform = house.platform
        await platform.check_lease()
        platform.lease._stop.set()
        platform.lease._last_beat = time.monotonic() - 60
        with pytest.raises(Unavailable, match="could not renew its lease"):
            await platform.check_lease()


class TestOpenPlatform:
    async def test_says_how_to_go_on_when_temporal_does_not_answer(self, cluster, tmp_path) -> None:
        pytest.importorskip("temporalio")
        settings = Settings(
            data_dir=tmp_path,
            database={"url": cluster.app_url, "owner_url": cluster.owner_url},
            durable={"engine": "temporal", "temporal_address": "127.0.0.1:1"},
        )
        with pytest.raises(Unavailable, match=r"Temporal does not answer at 127\.0\.0\.1:1.*ENGINE=embedded"):
            async with open_platform(settings, with_worker=True):
                pass
