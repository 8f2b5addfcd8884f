"""The TypeScript package, as it is published, against a server."""

import asyncio
import json
import os
from asyncio.subprocess import PIPE
from pathlib import Path

from pilothouse.durable.attempt import Outcome
from tests.missions.conftest import CARS
from tests.typescript import build_package
from tests.web.relay import Relay


async def test_it_works_through_a_day(house, member, worker, tmp_path) -> None:
    (tmp_path / "cars.csv").write_bytes(CARS)
    port = int((await house.listen()).rpartition(":")[2])
    relay = Relay(port)
    await relay.start()
    node = await asyncio.create_subprocess_exec(
        "node",
        Path(__file__).with_name("session.mjs"),
        build_package(tmp_path) / "dist/index.js",
        tmp_path,
        env={**os.environ, "PILOTHOUSE_URL": relay.address, "PILOTHOUSE_API_KEY": await house.key(member)},
        stdout=PIPE,
    )
    assert node.stdout
    said = {}
    async for line in node.stdout:
        name, value = json.loads(line)
        said[name] = value
        if name == "first":  # nothing more happens to the mission before the stream breaks
            await relay.switch_to(port)
            assert await worker.finish(said["mission"][0]) is Outcome.DONE
    assert await node.wait() == 0
    await relay.stop()

    mission_id, again = said["mission"]
    assert again == mission_id
    assert said["file"] == {"name": "cars.csv", "size_bytes": len(CARS)}
    assert said["first"] == {"name": "mission.submitted", "stream": mission_id}
    assert said["seqs"] == list(range(1, len(said["seqs"]) + 1))
    assert len(said["seqs"]) > 10
    assert said["state"] == "completed"
    assert said["read"] == (tmp_path / "table.csv").read_text()
    assert said["read"].startswith("origin,")
    assert said["page"] == {"titles": [mission_id], "nextCursor": None, "total": 1}
    assert said["tools"] > 10
    refused = said["refused"]
    assert (refused["isApiError"], refused["status"], refused["code"]) == (True, 404, "not_found")
    assert refused["id"]
