"""The tools as an agent calls them: on behalf of a person, against the real database."""

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from pilothouse.agents.context import FileInfo, ToolContext
from pilothouse.agents.errors import InvalidArguments, MissingCapability, ToolFailed, ToolRetry
from pilothouse.agents.execution import execute
from pilothouse.agents.tool import Tool
from pilothouse.core.errors import PermissionDenied
from pilothouse.missions.tools import MissionDesk, mission_tools
from tests.access.conftest import Member
from tests.house import House, add_colleague
from tests.missions.conftest import CARS


class Attached:
    """Files that were uploaded by the test."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    async def list(self) -> Sequence[FileInfo]:
        return [FileInfo(file_id, name, 1) for name, file_id in self._files.items()]

    async def open(self, name_or_id: str) -> Path:
        raise NotImplementedError(name_or_id)


@pytest.fixture
def tools(house: House) -> dict[str, Tool]:
    platform = house.platform
    desk = MissionDesk(platform.database, platform.registry, platform.gateway, platform.settings.missions)
    return {tool.name: tool for tool in mission_tools(desk)}


@pytest.fixture
async def file_id(house: House, member: Member) -> str:
    client = await house.client(member)
    return (await client.post("/files", files={"file": ("cars.csv", CARS)})).json()["data"]["id"]


def context(member: Member, files: Mapping[str, str] | None = None, key: str = "turn:1") -> ToolContext:
    return ToolContext(principal=member.principal, files=Attached(files or {}), idempotency_key=key)


async def call(tool: Tool, ctx: ToolContext, **arguments: Any) -> dict[str, Any]:
    return (await execute(tool, arguments, ctx)).output


async def start(tools: dict[str, Tool], member: Member, objective: str = "Compare the origins", **options: Any) -> Any:
    key = options.pop("key", str(uuid.uuid4()))
    return (await call(tools["start_mission"], context(member, key=key), objective=objective, **options))["mission"]


class TestStart:
    async def test_submits_a_mission_of_the_person_with_the_attached_files(
        self, house: House, tools: dict[str, Tool], member: Member, file_id: str
    ) -> None:
        ctx = context(member, {"cars.csv": file_id})
        started = await call(tools["start_mission"], ctx, objective="Compare the origins", budget_usd="0.50")
        assert started["finding"] == "The mission “Compare the origins” is queued."
        client = await house.client(member)
        mission = (await client.get(started["mission"]["page"])).json()["data"]
        assert [file["name"] for file in mission["files"]] == ["cars.csv"]
        assert (mission["owner"]["id"], mission["budget_usd"]) == (str(member.user_id), "0.500000")

    async def test_the_same_call_again_is_the_same_mission(self, tools: dict[str, Tool], member: Member) -> None:
        one, two = [await start(tools, member, key="turn:7:tool:2") for _ in range(2)]
        assert one["id"] == two["id"]

    async def test_says_when_it_waits_for_approval(self, house: House, tools: dict[str, Tool], member: Member) -> None:
        clerk = await add_colleague(house.platform.database, member, "user")
        result = await call(tools["start_mission"], context(clerk), objective="Compare the origins")
        assert result["finding"].endswith("waits for approval.")

    async def test_tells_the_model_what_to_mend(self, tools: dict[str, Tool], member: Member) -> None:
        with pytest.raises(ToolRetry, match=r"no file 'other\.csv'"):
            await call(tools["start_mission"], context(member), objective="Compare", files=["other.csv"])
        with pytest.raises(ToolRetry, match="budget_usd"):
            await call(tools["start_mission"], context(member), objective="Compare", budget_usd="much")
        with pytest.raises(InvalidArguments):
            await call(tools["start_mission"], context(member), objective="Compare", priority="urgent")

    async def test_needs_the_permission_and_a_person(self, tools: dict[str, Tool], member: Member) -> None:
        reader = Member(
            member.organization_id, member.user_id, member.email,
            type(member.principal)(member.principal.organization_id, member.principal.user_id),
        )  # fmt: skip
        with pytest.raises(PermissionDenied, match="missions:run"):
            await call(tools["start_mission"], context(reader), objective="Compare the origins")
        with pytest.raises(MissingCapability, match="belong to somebody"):
            await call(tools["start_mission"], ToolContext(files=Attached({})), objective="Compare the origins")


class TestLook:
    async def test_lists_the_latest(self, tools: dict[str, Tool], member: Member) -> None:
        for objective in ("First things", "Second things"):
            await start(tools, member, objective)
        seen = await call(tools["look_at_missions"], context(member), limit=1)
        assert [each["title"] for each in seen["missions"]] == ["Second things"]
        assert (await call(tools["look_at_missions"], context(member), state="finished"))["missions"] == []

    async def test_finds_one_by_id_short_id_or_words(self, tools: dict[str, Tool], member: Member) -> None:
        made = await start(tools, member, "Compare the origins")
        await start(tools, member, "Something else")
        for name in (made["id"], made["page"].removeprefix("/missions/"), "origins"):
            seen = await call(tools["look_at_missions"], context(member), mission=name)
            assert [each["id"] for each in seen["missions"]] == [made["id"]]

    async def test_asks_which_one(self, tools: dict[str, Tool], member: Member) -> None:
        for objective in ("Compare cars", "Compare boats"):
            await start(tools, member, objective)
        with pytest.raises(ToolRetry, match=r"2 missions fit 'compare'.*Compare boats"):
            await call(tools["look_at_missions"], context(member), mission="compare")
        with pytest.raises(ToolRetry, match="No missions fit 'planes'"):
            await call(tools["look_at_missions"], context(member), mission="planes")

    async def test_strangers_see_nothing(self, tools: dict[str, Tool], member: Member, stranger: Member) -> None:
        made = await start(tools, member)
        assert (await call(tools["look_at_missions"], context(stranger)))["missions"] == []
        with pytest.raises(ToolRetry):
            await call(tools["look_at_missions"], context(stranger), mission=made["id"])


class TestSteer:
    async def test_pauses_resumes_and_cancels(self, tools: dict[str, Tool], member: Member) -> None:
        made = await start(tools, member)
        for order, state in (("pause", "paused"), ("resume", "queued"), ("cancel", "cancelled")):
            after = await call(tools["steer_mission"], context(member), mission=made["id"], order=order)
            assert after["mission"]["state"] == state

    async def test_adds_an_instruction(self, house: House, tools: dict[str, Tool], member: Member) -> None:
        made = await start(tools, member)
        arguments = {"mission": made["id"], "order": "instruct", "instruction": "Use euros."}
        await call(tools["steer_mission"], context(member), **arguments)
        client = await house.client(member)
        assert (await client.get(made["page"])).json()["data"]["instructions"] == ["Use euros."]
        with pytest.raises(ToolRetry, match="Say the instruction"):
            await call(tools["steer_mission"], context(member), mission=made["id"], order="instruct")

    async def test_an_order_that_comes_too_late_fails_for_good(self, tools: dict[str, Tool], member: Member) -> None:
        made = await start(tools, member)
        await call(tools["steer_mission"], context(member), mission=made["id"], order="cancel")
        with pytest.raises(ToolFailed, match="cancelled"):
            await call(tools["steer_mission"], context(member), mission=made["id"], order="pause")
