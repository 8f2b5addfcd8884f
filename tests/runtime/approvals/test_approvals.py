import asyncio

import httpx2
import pytest

from pilothouse.runtime.approvals.repository import ApprovalRepository
from pilothouse.runtime.runs.tables import AgentRun
from tests.house import add_colleague, code_of, data_of
from tests.runtime.conftest import asks, read, row_of, says, start, text_in, types_of, until_state

PAY = asks("send_money", '{"to": "Ada", "amount": 5}')


@pytest.fixture
async def parked(host, member, provider):
    """A run that waits for somebody to approve a payment."""
    provider.script(PAY, says("Paid."))
    run = await start(host, member)
    await until_state(host, run, "waiting")
    return run


async def only(api: httpx2.AsyncClient, run, state: str = "pending") -> dict:
    """Return the one approval of a run."""
    found = data_of(await api.get("/approvals", params={"state": state}))
    return next(each for each in found if each["run_id"] == str(run.id))


class TestARunThatWaits:
    async def test_holds_no_process_and_says_what_it_waits_for(self, host, parked, office_api, deeds) -> None:
        assert host.count == 0
        row = await row_of(host, parked)
        assert (row.state, row.process_id, row.finished_at) == ("waiting", None, None)
        events = await read(host, parked)
        assert types_of(events) == ["start", "tool_start", "approval", "complete"]
        assert events[-2].data["arguments"] == {"to": "Ada", "amount": 5}
        assert events[-1].data["state"] == "waiting"
        approval = await only(office_api, parked)
        assert approval["id"] == events[-2].data["approval_id"]
        assert approval["can_decide"]
        assert approval["input_schema"]["properties"].keys() == {"to", "amount"}
        assert approval["requested_by"]["name"] == "Ada"
        assert deeds.done == []

    async def test_goes_on_once_it_is_approved_and_runs_the_tool_once(self, host, parked, office_api, deeds) -> None:
        approval = await only(office_api, parked)
        before = (await row_of(host, parked)).last_seq
        data_of(await office_api.post(f"/approvals/{approval['id']}/decide", json={"decision": "approve"}))
        row = await until_state(host, parked, "completed")
        assert row.answer == "Paid."
        assert [(deed["to"], deed["amount"]) for deed in deeds.done] == [("Ada", 5)]
        assert types_of(await read(host, parked, before))[-3:] == ["tool_result", "text", "complete"]
        assert (await only(office_api, parked, "finished"))["decided_by"]["name"] == "Ada"

    async def test_runs_with_edited_arguments(self, host, parked, office_api, deeds) -> None:
        approval = await only(office_api, parked)
        edited = {"decision": "approve", "arguments": {"to": "Bea", "amount": 3}}
        data_of(await office_api.post(f"/approvals/{approval['id']}/decide", json=edited))
        await until_state(host, parked, "completed")
        assert [(deed["to"], deed["amount"]) for deed in deeds.done] == [("Bea", 3)]

    async def test_refuses_arguments_that_do_not_fit(self, parked, office_api) -> None:
        approval = await only(office_api, parked)
        edited = {"decision": "approve", "arguments": {"to": "Bea", "amount": "much"}}
        answer = await office_api.post(f"/approvals/{approval['id']}/decide", json=edited)
        assert code_of(answer) == (422, "invalid_arguments")
        assert (await only(office_api, parked))["state"] == "pending"

    async def test_tells_the_model_when_it_is_refused(self, host, parked, office_api, deeds, provider) -> None:
        approval = await only(office_api, parked)
        provider.script(says("As you wish."))
        body = {"decision": "refuse", "reason": "Too much."}
        data_of(await office_api.post(f"/approvals/{approval['id']}/decide", json=body))
        assert (await until_state(host, parked, "completed")).answer == "As you wish."
        assert deeds.done == []
        assert "Too much." in provider.seen[-1].body.decode()

    async def test_is_stopped_with_its_question(self, host, parked, member, office_api, deeds) -> None:
        await host.stop(member.principal, parked.id)
        assert (await row_of(host, parked)).state == "stopped"
        approval = await only(office_api, parked, "cancelled")
        answer = await office_api.post(f"/approvals/{approval['id']}/decide", json={"decision": "approve"})
        assert code_of(answer) == (409, "approval_decided")
        assert deeds.done == []

    async def test_asks_again_when_it_was_stopped_and_goes_on(self, host, parked, member, office_api, deeds) -> None:
        await host.stop(member.principal, parked.id)
        data_of(await office_api.post(f"/runs/{parked.id}/continue"))
        await until_state(host, parked, "waiting")
        approval = await only(office_api, parked)
        assert approval["note"] is None
        data_of(await office_api.post(f"/approvals/{approval['id']}/decide", json={"decision": "approve"}))
        await until_state(host, parked, "completed")
        assert len(deeds.done) == 1

    async def test_can_be_decided_on_another_replica_which_then_hosts_it(
        self, host, replica, parked, member, deeds
    ) -> None:
        api = await replica.client(member)
        approval = await only(api, parked)
        data_of(await api.post(f"/approvals/{approval['id']}/decide", json={"decision": "approve"}))
        assert (await until_state(host, parked, "completed")).answer == "Paid."
        assert len(deeds.done) == 1

    async def test_is_taken_up_by_the_sweep_when_the_decider_dies_at_once(
        self, host, parked, member, office, deeds, office_api
    ) -> None:
        approval = await only(office_api, parked)
        host.wake = lambda _approval: None  # the process that got the decision is gone before it takes the run
        data_of(await office_api.post(f"/approvals/{approval['id']}/decide", json={"decision": "approve"}))
        assert (await until_state(host, parked, "completed")).answer == "Paid."
        assert len(deeds.done) == 1


class TestTwoAtOnce:
    @pytest.mark.parametrize("round_", range(5))
    async def test_on_two_replicas_decide_once(self, host, office_api, replica, parked, member, deeds, round_) -> None:
        clients = [office_api, await replica.client(member)] * 3
        approval = await only(office_api, parked)
        bodies = [{"decision": "approve"}, {"decision": "refuse"}] * 3
        answers = await asyncio.gather(
            *(
                client.post(f"/approvals/{approval['id']}/decide", json=body)
                for client, body in zip(clients, bodies, strict=True)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
        winner = next(answer for answer in answers if answer.status_code == 200).json()["data"]["state"]
        await until_state(host, parked, "completed")
        assert len(deeds.done) == (1 if winner == "approved" else 0)


class TestSeveralCalls:
    async def test_wait_together_and_go_on_when_the_last_is_decided(
        self, host, member, provider, office_api, deeds
    ) -> None:
        provider.script(PAY, asks("send_money", '{"to": "Bea", "amount": 7}'), says("Done."))
        run = await start(host, member)
        for number in (1, 2):
            await until_state(host, run, "waiting")
            approval = await only(office_api, run)
            data_of(await office_api.post(f"/approvals/{approval['id']}/decide", json={"decision": "approve"}))
            async with asyncio.timeout(10):
                while len(deeds.done) < number:
                    await asyncio.sleep(0.02)
        assert text_in(await read(host, run)) == "Done."
        assert len(deeds.done) == 2


class TestAnUnknownOutcome:
    async def test_is_asked_again_and_says_so(self, host, parked, member, office_api, deeds) -> None:
        """The process died after the call was marked as begun, before its result was kept."""
        approval = await only(office_api, parked)
        async with host.hosting.database.transaction(member.organization_id) as session:
            approvals = ApprovalRepository(session)
            await approvals.move(approval["id"], "pending", state="started")
            run = await session.get(AgentRun, parked.id)
            run.state = "interrupted"
        async with host.hosting.database.transaction(member.organization_id) as session:
            again = await host.resume(session, member.principal, parked.id)
        host.launch(again)
        await until_state(host, parked, "waiting")
        assert deeds.done == []
        asked = await only(office_api, parked)
        assert asked["id"] == approval["id"]
        assert "nobody knows" in asked["note"]
        data_of(await office_api.post(f"/approvals/{approval['id']}/decide", json={"decision": "approve"}))
        await until_state(host, parked, "completed")
        assert len(deeds.done) == 1


class TestWhoMayDecide:
    async def test_a_colleague_with_the_permission_sees_and_decides(
        self, host, parked, member, office, deeds, database
    ) -> None:
        developer = await add_colleague(database, member, "developer")
        api = await office.client(developer)
        approval = await only(api, parked)
        assert data_of(await api.post(f"/approvals/{approval['id']}/decide", json={"decision": "approve"}))
        await until_state(host, parked, "completed")
        assert len(deeds.done) == 1

    async def test_one_without_does_not_even_see_it(self, parked, member, office, office_api, database) -> None:
        user = await add_colleague(database, member, "user")
        api = await office.client(user)
        approval = await only(office_api, parked)
        assert data_of(await api.get("/approvals")) == []
        answer = await api.post(f"/approvals/{approval['id']}/decide", json={"decision": "approve"})
        assert code_of(answer) == (404, "not_found")

    async def test_another_organization_does_not_either(self, parked, office, stranger, office_api) -> None:
        approval = await only(office_api, parked)
        api = await office.client(stranger)
        assert code_of(await api.get(f"/approvals/{approval['id']}")) == (404, "not_found")


class TestTheInbox:
    async def test_can_be_filtered_and_paged(self, host, member, provider, office_api) -> None:
        for _ in range(3):
            provider.script(PAY, says("Paid."))
            await until_state(host, await start(host, member), "waiting")
        first = await office_api.get("/approvals", params={"limit": 2, "tool": "send_money", "q": "Ada"})
        assert len(data_of(first)) == 2
        paging = first.json()["meta"]["pagination"]
        assert paging["total"] == 3
        rest = await office_api.get("/approvals", params={"limit": 2, "cursor": paging["next_cursor"]})
        assert len(data_of(rest)) == 1
        assert data_of(await office_api.get("/approvals", params={"q": "nothing like this"})) == []
        assert code_of(await office_api.get("/approvals", params={"state": "odd"})) == (422, "invalid_input")
