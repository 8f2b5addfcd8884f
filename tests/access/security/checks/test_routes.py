import httpx2

from pilothouse.access.security.checks.working import working
from pilothouse.shield.detector import find_detectors
from tests.access.security.conftest import INJECTION, KEY
from tests.house import code_of, data_of


class TestDetectors:
    def test_all_find_their_sample(self) -> None:
        assert {each.id for each in find_detectors()} - working() == set()

    async def test_are_listed_with_what_they_have_seen(self, seen: httpx2.AsyncClient) -> None:
        await seen.get("/security/events")  # what was seen is written
        read = data_of(await seen.get("/security/detectors"))
        assert read["engine"] in {"hyperscan", "re2"}
        by_id = {each["id"]: each for each in read["detectors"]}
        assert all(each["operational"] for each in by_id.values())
        assert (by_id["secret_aws"]["events_7d"], by_id["secret_aws"]["family"]) == (1, "secrets")


class TestTry:
    async def test_says_what_would_happen_and_tells_nobody(self, api: httpx2.AsyncClient) -> None:
        read = data_of(await api.post("/security/try", json={"text": f"the key is {KEY}.", "where": "prompt"}))
        assert (read["allowed"], read["text"]) == (True, "the key is [SECRET_AWS_1].")
        (seen,) = [each for each in read["sightings"] if each["action"] != "off"]
        assert (seen["detector"], seen["start"], seen["end"]) == ("secret_aws", 11, 31)
        assert data_of(await api.get("/security/events")) == []

    async def test_shows_what_a_policy_passes_over(self, api: httpx2.AsyncClient) -> None:
        read = data_of(await api.post("/security/try", json={"text": "mail hannah.berger@kontor-berger.de"}))
        assert {(each["family"], each["action"]) for each in read["sightings"]} == {("pii", "off")}

    async def test_takes_other_rules_to_see_what_they_would_do(self, api: httpx2.AsyncClient) -> None:
        rules = [{"family": "prompt_injection", "action": "block"}]
        read = data_of(await api.post("/security/try", json={"text": INJECTION, "rules": rules}))
        assert (read["allowed"], read["text"]) == (False, "")

    async def test_marks_what_a_tool_brings(self, api: httpx2.AsyncClient) -> None:
        asked = {"text": INJECTION, "where": "tool_result", "tool": "fetch"}
        assert data_of(await api.post("/security/try", json=asked))["text"].startswith("[Security notice")


class TestTryPast:
    async def test_holds_a_policy_against_what_was_seen(self, seen: httpx2.AsyncClient) -> None:
        await seen.get("/security/events")
        rules = [{"family": "prompt_injection", "action": "block"}, {"family": "secrets", "action": "redact"}]
        read = data_of(await seen.post("/security/try/past", json={"rules": rules}))
        assert (read["events"], read["changed"], read["by_action"]["block"], read["by_action"]["redact"]) == (
            2,
            1,
            1,
            1,
        )
        (sample,) = read["samples"]
        assert (sample["event"]["tool"], sample["new_action"]) == ("fetch", "block")

    async def test_of_one_tool_alone(self, seen: httpx2.AsyncClient) -> None:
        await seen.get("/security/events")
        rules = [{"family": "prompt_injection", "action": "off"}]
        asked = {"scope_kind": "tool", "scope_id": "fetch", "rules": rules}
        assert data_of(await seen.post("/security/try/past", json=asked))["by_action"]["off"] == 1
        other = data_of(await seen.post("/security/try/past", json=asked | {"scope_id": "other"}))
        assert other["changed"] == 0

    async def test_wants_rules(self, api: httpx2.AsyncClient) -> None:
        assert code_of(await api.post("/security/try/past", json={}))[0] == 422
