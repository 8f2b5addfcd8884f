"""Events as people read them, and what becomes of those that belong together."""

from dataclasses import replace

import httpx2
import pytest

from pilothouse.access.security.incidents import service
from pilothouse.core.ids import ApiKeyId, new_id
from tests.access.conftest import Member
from tests.access.security.conftest import INJECTION, KEY
from tests.house import House, code_of, data_of


class TestEvents:
    async def test_tell_what_was_seen_and_never_show_it(self, seen: httpx2.AsyncClient) -> None:
        injection, key = data_of(await seen.get("/security/events"))
        assert (key["where"], key["family"], key["action"], key["agent"]) == ("prompt", "secrets", "redact", "buddy")
        assert (injection["where"], injection["tool"], injection["action"]) == ("tool_result", "fetch", "flag")
        assert key["severity"] in {"high", "critical"}
        assert key["explanation"]
        assert key["remedy"]
        assert KEY not in str(key)
        assert data_of(await seen.get(f"/security/events/{key['id']}")) == key

    @pytest.mark.parametrize(
        ("wanted", "count"),
        [
            ({"family": "secrets"}, 1),
            ({"family": ["secrets", "prompt_injection"]}, 2),
            ({"action": "flag"}, 1),
            ({"where": "answer"}, 0),
            ({"detector": "secret_"}, 1),
            ({"agent": "buddy", "severity": ["high", "critical"]}, 2),
            ({"until": "2020-01-01T00:00:00Z"}, 0),
            ({"since": "2020-01-01T00:00:00Z"}, 2),
            ({"request_id": "nobody's"}, 0),
        ],
        ids=str,
    )
    async def test_are_found_by_what_they_are(
        self, seen: httpx2.AsyncClient, wanted: dict[str, str], count: int
    ) -> None:
        assert len(data_of(await seen.get("/security/events", params=wanted))) == count

    async def test_come_page_by_page(self, seen: httpx2.AsyncClient) -> None:
        first = await seen.get("/security/events", params={"limit": 1})
        cursor = first.json()["meta"]["pagination"]["next_cursor"]
        second = await seen.get("/security/events", params={"limit": 1, "cursor": cursor})
        assert second.json()["meta"]["pagination"]["next_cursor"] is None
        assert {data_of(each)[0]["family"] for each in (first, second)} == {"secrets", "prompt_injection"}

    async def test_are_told_once_and_when_blocked_each_time(
        self, house: House, member: Member, seen: httpx2.AsyncClient
    ) -> None:
        screener = house.platform.security.screener
        for _ in range(2):
            await screener.screen(member.principal, INJECTION, "tool_result", agent="buddy", tool="fetch")
            await screener.screen(member.principal, INJECTION, "memory")
        counted = [each["where"] for each in data_of(await seen.get("/security/events"))]
        assert (counted.count("tool_result"), counted.count("memory")) == (1, 2)

    async def test_of_others_are_not_found(self, seen: httpx2.AsyncClient, strangers_api: httpx2.AsyncClient) -> None:
        (event, _) = data_of(await seen.get("/security/events"))
        assert data_of(await strangers_api.get("/security/events")) == []
        assert code_of(await strangers_api.get(f"/security/events/{event['id']}")) == (404, "not_found")

    async def test_that_were_blocked_stand_in_the_audit_log(
        self, house: House, member: Member, api: httpx2.AsyncClient
    ) -> None:
        await house.platform.security.screener.screen(member.principal, INJECTION, "memory", agent="buddy")
        (event,) = data_of(await api.get("/security/events"))
        (entry,) = [each for each in data_of(await api.get("/audit")) if each["action"] == "security.block"]
        assert entry["resource"] == f"security_event:{event['id']}"
        assert entry["outcome"] == "refused"

    async def test_are_counted_by_day_and_family(self, seen: httpx2.AsyncClient) -> None:
        trend = data_of(await seen.get("/security/trend", params={"days": 1, "by": "hour"}))
        assert sum(point["events"] for point in trend["points"]) == 2
        assert (trend["totals"]["redact"], trend["totals"]["flag"], trend["dropped"]) == (1, 1, 0)


class TestIncidents:
    async def test_gather_events_of_one_kind_from_one_source(
        self, house: House, member: Member, seen: httpx2.AsyncClient
    ) -> None:
        screener = house.platform.security.screener
        await screener.screen(member.principal, f"{INJECTION} Now.", "tool_result", agent="buddy", tool="fetch")
        incidents = data_of(await seen.get("/security/incidents"))
        by_source = {each["source"]: each for each in incidents}
        assert by_source["tool:fetch"]["events"] == 2
        assert by_source["agent:buddy"]["detector"] == "secret_aws"
        events = data_of(await seen.get("/security/events", params={"incident_id": by_source["tool:fetch"]["id"]}))
        assert {each["tool"] for each in events} == {"fetch"}

    async def test_are_worked_on_and_a_new_one_is_opened_after_they_are_resolved(
        self, house: House, member: Member, seen: httpx2.AsyncClient
    ) -> None:
        (incident,) = [
            each for each in data_of(await seen.get("/security/incidents")) if each["source"] == "tool:fetch"
        ]
        path = f"/security/incidents/{incident['id']}"
        await seen.patch(path, json={"status": "acknowledged", "note": "Looking at it."})
        resolved = data_of(await seen.patch(path, json={"status": "resolved"}))
        assert [note["words"] for note in resolved["notes"]] == ["Looking at it.", "Set to resolved."]
        assert data_of(await seen.get("/security/incidents", params={"status": "resolved"}))[0]["id"] == incident["id"]
        await house.platform.security.screener.screen(
            member.principal, f"{INJECTION} Again.", "tool_result", agent="buddy", tool="fetch"
        )
        opened = data_of(await seen.get("/security/incidents", params={"status": "open"}))
        assert "tool:fetch" in {each["source"] for each in opened}

    async def test_hold_so_many_notes(self, seen: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(service, "_MOST_NOTES", 1)
        (incident, *_) = data_of(await seen.get("/security/incidents"))
        path = f"/security/incidents/{incident['id']}"
        assert (await seen.patch(path, json={"note": "A test of ours."})).status_code == 200
        assert code_of(await seen.patch(path, json={"note": "It was."})) == (409, "conflict")

    async def test_want_a_change(self, seen: httpx2.AsyncClient, strangers_api: httpx2.AsyncClient) -> None:
        (incident, *_) = data_of(await seen.get("/security/incidents", params={"least_severity": "high"}))
        path = f"/security/incidents/{incident['id']}"
        assert code_of(await seen.patch(path, json={}))[0] == 422
        assert code_of(await strangers_api.patch(path, json={"status": "resolved"}))[0] == 404
        assert code_of(await seen.get(f"/security/incidents/{new_id()}"))[0] == 404


class TestTrust:
    async def test_falls_with_what_is_seen_and_false_alarms_do_not_count(self, seen: httpx2.AsyncClient) -> None:
        (tool,) = data_of(await seen.get("/security/trust", params={"kind": "tool"}))
        assert tool["name"] == "fetch"
        assert tool["score"] < 60
        assert "prompt_injection" in tool["reasons"][0]["words"]
        history = data_of(await seen.get("/security/trust/tool/fetch", params={"days": 3}))
        assert [point["score"] for point in history["history"]] == [100, 100, tool["score"]]
        (event,) = data_of(await seen.get("/security/events", params={"tool": "fetch"}))
        await seen.put(f"/security/events/{event['id']}/feedback", json={"verdict": "false_alarm"})
        assert data_of(await seen.get("/security/trust/tool/fetch"))["score"] == 100

    async def test_of_a_key_falls_with_what_comes_with_it(
        self, house: House, member: Member, seen: httpx2.AsyncClient
    ) -> None:
        assert data_of(await seen.get("/security/trust", params={"kind": "api_key"})) == []
        key_id = new_id()
        caller = replace(member.principal, kind="api_key", api_key_id=ApiKeyId(key_id))
        await house.platform.security.screener.screen(caller, INJECTION, "memory")
        (key,) = data_of(await seen.get("/security/trust", params={"kind": "api_key"}))
        assert key["name"] == str(key_id)
        assert key["score"] < 60
        assert data_of(await seen.get(f"/security/trust/api_key/{key_id}"))["score"] == key["score"]
        assert len(data_of(await seen.get("/security/events", params={"api_key_id": str(key_id)}))) == 1
        assert data_of(await seen.get(f"/security/trust/api_key/{new_id()}"))["score"] == 100
        assert code_of(await seen.get("/security/trust/api_key/laptop"))[0] == 404

    async def test_opens_the_gate_only_as_far_as_the_policy_wants(
        self, house: House, member: Member, seen: httpx2.AsyncClient
    ) -> None:
        trust = house.platform.security.trust
        await seen.get("/security/events")  # what was seen is written
        assert await trust.gate(member.principal, "buddy", "fetch") == "open"
        await seen.put("/security/policies/organization/-", json={"least_trust": 90})
        assert await trust.gate(member.principal, None, "fetch") == "approve"
        assert await trust.gate(member.principal, None, "other") == "open"
        refuse = {"least_trust": 90, "low_trust_action": "refuse"}
        await seen.put("/security/policies/tool/fetch", json=refuse)
        assert await trust.gate(member.principal, None, "fetch") == "refuse"
