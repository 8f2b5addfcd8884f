"""A person who decides about tool calls when told to."""

from typing import Any

from pilothouse.agents.capabilities import Decision
from pilothouse.agents.errors import RunParked


class ScriptedApprovals:
    """An approval gate. A call without a decision parks its run; decide, and run the agent again with its recorder.

        people = ScriptedApprovals()
        with pytest.raises(RunParked):
            await payer("Pay 5", model=model, context=ToolContext(approvals=people), recorder=recorder)
        people.decisions["pay"] = Decision(is_approved=True)

    Attributes:
        decisions: by tool.
        asked: tool and arguments of each question, in order.
        started: idempotency keys of calls that were let go on. As in production, such a call is not let go on twice:
            take its key out to say that the first try had no effect.
    """

    def __init__(self, **decisions: Decision) -> None:
        """Set decisions by the tool's name."""
        self.decisions = decisions
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.started: set[str] = set()

    async def decide(self, tool_name: str, arguments: dict[str, Any], idempotency_key: str) -> Decision:
        """Decide as `ApprovalGate.decide` says."""
        self.asked.append((tool_name, arguments))
        decision = self.decisions.get(tool_name)
        if decision is None or idempotency_key in self.started:
            raise RunParked(approval_id=idempotency_key, is_outcome_unknown=idempotency_key in self.started)
        if decision.is_approved:
            self.started.add(idempotency_key)
        return decision
