"""Policies as an administrator lays them down."""

import asyncio

import httpx2
import pytest

from pilothouse.access.security.policies.book import announce_change
from tests.access.conftest import Member
from tests.access.security.conftest import INJECTION, KEY
from tests.house import House, code_of, data_of

BLOCK = {"rules": [{"family": "prompt_injection", "where": "prompt", "action": "block"}]}


class TestPolicies:
    async def test_an_organization_begins_with_the_standard(self, api: httpx2.AsyncClient) -> None:
        (own,) = data_of(await api.get("/security/policies"))
        assert (own["scope_kind"], own["scope_id"], own["rules"], own["updated_at"]) == ("organization", "-", [], None)
        assert {each["source"] for each in own["effective"]} == {"standard"}

    async def test_hold_from_the_next_text_on_and_can_be_taken_back(
        self, house: House, member: Member, api: httpx2.AsyncClient
    ) -> None:
        screener = house.platform.security.screener
        assert (await screener.screen(member.principal, INJECTION, "prompt")).allowed
        assert data_of(await api.put("/security/policies/organization/-", json=BLOCK))["rules"][0]["action"] == "block"
        assert not (await screener.screen(member.principal, INJECTION, "prompt")).allowed
        assert (await api.delete("/security/policies/organization/-")).status_code == 204
        assert (await screener.screen(member.principal, INJECTION, "prompt")).allowed

    async def test_that_were_never_laid_down_can_be_taken_back_too(self, api: httpx2.AsyncClient) -> None:
        assert (await api.delete("/security/policies/agent/buddy")).status_code == 204
        assert data_of(await api.get("/audit", params={"action": "security_policy"})) == []

    async def test_stand_after_the_organizations_own(self, api: httpx2.AsyncClient) -> None:
        await api.put("/security/policies/organization/-", json=BLOCK)
        await api.put("/security/policies/agent/buddy", json=BLOCK)
        listed = data_of(await api.get("/security/policies"))
        assert [(each["scope_kind"], each["scope_id"]) for each in listed] == [
            ("organization", "-"),
            ("agent", "buddy"),
        ]

    async def test_of_an_agent_hold_for_it_alone(self, house: House, member: Member, api: httpx2.AsyncClient) -> None:
        await api.put("/security/policies/agent/buddy", json=BLOCK)
        screener = house.platform.security.screener
        assert not (await screener.screen(member.principal, INJECTION, "prompt", agent="buddy")).allowed
        assert (await screener.screen(member.principal, INJECTION, "prompt", agent="other")).allowed

    async def test_hold_in_other_processes_too(self, house: House, member: Member, api: httpx2.AsyncClient) -> None:
        book = house.platform.security.screener.policies
        before = await book.of(member.organization_id)
        async with house.platform.database.transaction(member.organization_id) as session:
            await announce_change(session, member.organization_id)
        for _ in range(500):
            if await book.of(member.organization_id) is not before:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("nobody heard of the change")

    async def test_are_changed_with_an_entry_in_the_audit_log(self, api: httpx2.AsyncClient) -> None:
        await api.put("/security/policies/tool/fetch", json=BLOCK | {"least_trust": 40, "low_trust_action": "refuse"})
        await api.delete("/security/policies/tool/fetch")
        actions = [each["action"] for each in data_of(await api.get("/audit"))]
        assert {"security_policy.put", "security_policy.delete"} <= set(actions)

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("organization/acme", BLOCK),
            ("agent/-", {"rules": [{"family": "malware", "action": "redact"}]}),
            ("agent/a", {"rules": [{"family": "pii", "action": "flag", "least_confidence": 0.1}]}),
            ("agent/a", {"rules": [{"family": "pii", "action": "flag"}, {"family": "pii", "action": "block"}]}),
            ("agent/a", {"rules": [{"family": "pii", "where": "upload", "action": "redact"}]}),
            ("agent/a", {"least_trust": 101}),
        ],
    )
    async def test_that_make_no_sense_are_refused(self, api: httpx2.AsyncClient, path: str, body: object) -> None:
        assert code_of(await api.put(f"/security/policies/{path}", json=body)) == (422, "invalid_input")

    async def test_are_the_organizations_own(self, api: httpx2.AsyncClient, strangers_api: httpx2.AsyncClient) -> None:
        await api.put("/security/policies/agent/buddy", json=BLOCK)
        assert [each["scope_kind"] for each in data_of(await strangers_api.get("/security/policies"))] == [
            "organization"
        ]

    async def test_are_not_for_everybody(self, house: House, member: Member) -> None:
        reader = await house.client(member, "security:read")
        assert (await reader.get("/security/policies")).status_code == 200
        assert code_of(await reader.put("/security/policies/organization/-", json=BLOCK))[0] == 403


class TestExceptions:
    async def test_let_exactly_one_text_pass(self, house: House, member: Member, seen: httpx2.AsyncClient) -> None:
        (event,) = data_of(await seen.get("/security/events", params={"family": "secrets"}))
        said = {"verdict": "false_alarm", "allow": "this_text", "note": "an example"}
        read = data_of(await seen.put(f"/security/events/{event['id']}/feedback", json=said))
        assert (read["feedback"], read["feedback_note"]) == ("false_alarm", "an example")
        screener = house.platform.security.screener
        text = f"again {KEY} and {KEY[:-1]}C"
        assert (await screener.screen(member.principal, text, "prompt")).text == f"again {KEY} and [SECRET_AWS_1]"
        (exception,) = data_of(await seen.get("/security/exceptions"))
        assert (exception["kind"], exception["detector"], KEY in str(exception)) == ("text", "secret_aws", False)
        assert (await seen.delete(f"/security/exceptions/{exception['id']}")).status_code == 204
        assert KEY not in (await screener.screen(member.principal, text, "prompt")).text

    async def test_or_want_a_detector_to_be_surer(self, house: House, member: Member, seen: httpx2.AsyncClient) -> None:
        (event,) = data_of(await seen.get("/security/events", params={"tool": "fetch"}))
        said = {"verdict": "false_alarm", "allow": "this_detector"}
        await seen.put(f"/security/events/{event['id']}/feedback", json=said)
        verdict = await house.platform.security.screener.screen(member.principal, INJECTION, "tool_result", tool="x")
        assert verdict.sightings == ()
        (exception,) = data_of(await seen.get("/security/exceptions"))
        assert exception["least_confidence"] > event["confidence"]

    async def test_are_made_of_false_alarms_only(self, seen: httpx2.AsyncClient) -> None:
        (event,) = data_of(await seen.get("/security/events", params={"family": "secrets"}))
        said = {"verdict": "confirmed", "allow": "this_text"}
        assert code_of(await seen.put(f"/security/events/{event['id']}/feedback", json=said))[0] == 422
