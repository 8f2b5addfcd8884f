from uuid import UUID

import pytest

from pilothouse.agents import Agent, agent
from tests.house import code_of, data_of
from tests.runtime.conftest import WORDS, asks, says
from tests.runtime.hosting.test_routes import frames


@agent(name="adder")
async def adder(ctx, prompt: str, first: int = 0, second: int = 0) -> dict[str, int]:
    """Add two numbers."""
    return {"sum": first + second}


@pytest.fixture(autouse=True)
def more_agents(office) -> None:
    office.platform.registry.add(adder, Agent("poet", "Writes poems about rain, love and the sea.", "Rhyme."))


class TestInOnePiece:
    async def test_answers_with_the_result_and_how_it_came_about(self, office_api) -> None:
        answer = data_of(await office_api.post("/agents/helper/invoke", json={"prompt": "Hello"}))
        assert answer["result"] == "".join(WORDS)
        about = answer["metadata"]
        assert (about["agent"], about["state"], about["confidence"]) == ("helper", "completed", None)
        assert about["cost_usd"] == "0.000450"

    async def test_an_agents_own_function_gets_its_arguments_and_returns_a_value(self, office_api, provider) -> None:
        body = {"prompt": "add", "context": {"first": 2, "second": 3, "other": "x"}}
        assert data_of(await office_api.post("/agents/adder/invoke", json=body))["result"] == {"sum": 5}

    async def test_the_context_reaches_the_model(self, office_api, provider) -> None:
        await office_api.post("/agents/poet/invoke", json={"prompt": "Write", "context": {"about": "rain"}})
        assert '{"about":"rain"}' in provider.seen[-1].json["messages"][-1]["content"]

    async def test_a_failure_is_an_error_with_the_run_it_belongs_to(self, office_api, provider) -> None:
        provider.script(says(status=401))
        answer = await office_api.post("/agents/helper/invoke", json={"prompt": "Hello"})
        assert answer.status_code == 502
        assert answer.json()["error"]["details"]["run_id"]

    async def test_a_run_that_waits_for_a_person_is_to_be_polled(self, office_api, provider) -> None:
        provider.script(asks("send_money", '{"to": "Ada", "amount": 5}'))
        answer = await office_api.post("/agents/helper/invoke", json={"prompt": "Pay"})
        assert answer.status_code == 202
        assert answer.json()["data"]["approval_ids"]


class TestLimits:
    async def test_no_call_is_made_that_could_pass_the_cost(self, office_api, provider) -> None:
        body = {"prompt": "Hello", "options": {"maxCost": 0.000001}}
        assert code_of(await office_api.post("/agents/helper/invoke", json=body)) == (429, "cost_limit_reached")
        assert provider.seen == []

    async def test_what_is_left_bounds_the_answer(self, office_api, provider) -> None:
        await office_api.post("/agents/poet/invoke", json={"prompt": "Hi", "options": {"maxCost": "0.01"}})
        assert 900 < provider.seen[-1].json["max_tokens"] < 1000

    async def test_the_time_is_milliseconds(self, office_api, provider) -> None:
        provider.script(says(pause_s=1))
        answer = await office_api.post("/agents/helper/invoke", json={"prompt": "Hello", "options": {"timeout": 100}})
        assert code_of(answer) == (504, "agent_timed_out")

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"prompt": "  "},
            {"prompt": "x" * 100_001},
            {"prompt": "x", "options": {"timeout": 0}},
            {"prompt": "x", "options": {"maxCost": -1}},
            {"prompt": "x", "odd": 1},
        ],
    )
    async def test_a_broken_body_is_refused(self, office_api, body) -> None:
        assert (await office_api.post("/agents/helper/invoke", json=body)).status_code == 422

    async def test_an_unknown_agent_or_file_is_not_found(self, office_api) -> None:
        assert code_of(await office_api.post("/agents/nobody/invoke", json={"prompt": "x"}))[0] == 404
        body = {"prompt": "x", "file_ids": ["00000000-0000-7000-8000-000000000000"]}
        assert code_of(await office_api.post("/agents/helper/invoke", json=body))[0] == 404


class TestAsAStream:
    async def test_gives_the_runs_events(self, office_api) -> None:
        headers = {"Accept": "text/event-stream"}
        answer = await office_api.post("/agents/helper/invoke", json={"prompt": "Hello"}, headers=headers)
        events = frames(answer.text)
        assert [events[0][1], events[-1][1]] == ["start", "complete"]
        assert events[-1][2]["text"] == "".join(WORDS)


class TestLater:
    async def test_answers_at_once_where_to_look(self, office_api, host, member) -> None:
        headers = {"Prefer": "respond-async"}
        answer = await office_api.post("/agents/helper/invoke", json={"prompt": "Hello"}, headers=headers)
        assert answer.status_code == 202
        run_id = answer.json()["data"]["id"]
        assert answer.headers["Location"] == f"/api/v1/runs/{run_id}"
        await host.wait(member.organization_id, UUID(run_id))
        assert data_of(await office_api.get(f"/runs/{run_id}"))["answer"] == "".join(WORDS)


class TestTwice:
    async def test_with_one_key_runs_once(self, office_api, provider) -> None:
        headers = {"Idempotency-Key": "k"}
        answers = [
            data_of(await office_api.post("/agents/helper/invoke", json={"prompt": "Hello"}, headers=headers))
            for _ in range(2)
        ]
        assert answers[0]["metadata"]["run_id"] == answers[1]["metadata"]["run_id"]
        assert len(provider.seen) == 1
        other = await office_api.post("/agents/helper/invoke", json={"prompt": "Other"}, headers=headers)
        assert code_of(other) == (409, "idempotency_conflict")


class TestTheFittingAgent:
    async def test_is_chosen_by_meaning_and_says_how_surely(self, office_api) -> None:
        answer = data_of(await office_api.post("/agents/invoke", json={"prompt": "A poem about rain on the sea"}))
        about = answer["metadata"]
        assert about["agent"] == "poet"
        assert about["confidence"] == about["candidates"][0]["confidence"]
        assert sum(each["confidence"] for each in about["candidates"]) == pytest.approx(1, abs=0.001)


class TestPermission:
    async def test_is_needed(self, office, member) -> None:
        api = await office.client(member, "agents:read")
        assert code_of(await api.post("/agents/helper/invoke", json={"prompt": "x"})) == (403, "permission_denied")
