"""Pictures among a mission's files."""

import base64
from collections.abc import Callable
from pathlib import Path

from pilothouse.db.embedded import Cluster
from tests.access.conftest import Member
from tests.gateway.upstream import Upstream
from tests.house import House, open_house
from tests.missions.conftest import Worker, submit, upload
from tests.pictures import PNG


async def test_are_shown_to_a_model_that_sees(
    hire: Callable[..., Worker], paid_house: House, member: Member, upstream: Upstream
) -> None:
    api = await paid_house.client(member)
    mission = await submit(api, "What does the picture show?", file_ids=[await upload(api, "meter.png", PNG)])
    await hire(paid_house).finish(mission["id"])
    words, picture = upstream.requests[-1]["messages"][-1]["content"]
    assert "Attached files: meter.png" in words["text"]
    assert picture["image_url"]["url"] == f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


async def test_are_said_to_be_there_where_the_model_is_blind(
    hire: Callable[..., Worker], cluster: Cluster, tmp_path: Path, member: Member, upstream: Upstream
) -> None:
    gateway = {"openai_base_url": upstream.url, "default_model": "gpt-3.5-turbo", "retries": 0}
    async with open_house(cluster, tmp_path, gateway=gateway) as house:
        api = await house.client(member)
        mission = await submit(api, "What does the picture show?", file_ids=[await upload(api, "meter.png", PNG)])
        await hire(house).finish(mission["id"])
    told = upstream.requests[-1]["messages"][-1]["content"]
    assert "image_url" not in str(told)
    assert "cannot look at pictures" in str(told)
