import pytest

from pilothouse.agents import ToolContext
from pilothouse.agents.errors import MissingCapability


@pytest.mark.parametrize("name", ["files", "artifacts", "http", "approvals"])
def test_a_missing_capability_says_how_to_get_it(name: str) -> None:
    with pytest.raises(MissingCapability, match=f"no {name}") as raised:
        getattr(ToolContext(), name).anything  # noqa: B018  # reaching for it is the point
    assert len(raised.value.message) > len(f"This context has no {name}. ")


def test_each_call_gets_a_key_of_its_own() -> None:
    run = ToolContext(idempotency_key="mission:step:1")
    assert run.for_call("tool:1:0:pay").idempotency_key == "mission:step:1:tool:1:0:pay"
    assert ToolContext().for_call("tool:1:0:pay").idempotency_key == "tool:1:0:pay"
