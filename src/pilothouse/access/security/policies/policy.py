"""What is to be done about a finding: the policy of an organization, with exceptions for agents and tools. Pure.

Of several rules that fit, the nearest decides: the tool's before the agent's, that before the organization's, that
before the standard. At one level a rule for a place comes before one for every place.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from pilothouse.access.security.kinds import FAMILIES, PLACES, Action, Family, Where

LEAST_CONFIDENCE = 0.3  # below it the engine is asked for nothing, so no rule may go lower
USUAL_CONFIDENCE = 0.5  # where the engine itself calls a text flagged

# What stands there is used as it is or not at all: nobody puts values back into a file, or wants half an argument.
UNREDACTABLE: frozenset[Where] = frozenset({"tool_arguments", "tool_description", "upload"})

Source: TypeAlias = Literal["standard", "organization", "agent", "tool"]
LowTrust: TypeAlias = Literal["approve", "refuse"]


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is done about one family, in one place or (`where` is None) in every place.

    Attributes:
        least_confidence: findings below it are passed over, `LEAST_CONFIDENCE` to 1.
    """

    family: Family
    action: Action
    where: Where | None = None
    least_confidence: float = USUAL_CONFIDENCE


class Policy(msgspec.Struct, frozen=True, omit_defaults=True):
    """The rules of one organization, agent or tool.

    Attributes:
        least_trust: a tool or agent with a lower score, 0 to 100, needs an approval for each call, or is refused;
            None asks for none.
    """

    rules: tuple[Rule, ...] = ()
    least_trust: int | None = None
    low_trust: LowTrust = "approve"


class Decision(NamedTuple):
    """What holds for a family in a place, and whose rule says so."""

    action: Action
    least_confidence: float
    source: Source


class TextException(msgspec.Struct, frozen=True):
    """Exactly this text is let pass by this detector."""

    detector: str
    fingerprint: bytes


# What holds in a new organization. Nothing that people do every day is stopped; what leaves the house with a key in it
# leaves without the key; what nobody has written for the model is shown to it as such.
_STANDARD: dict[Where, tuple[Rule, ...]] = {
    "prompt": (Rule("prompt_injection", "monitor"), Rule("secrets", "redact")),
    "answer": (Rule("secrets", "monitor"), Rule("links", "monitor")),
    "tool_arguments": (Rule("secrets", "monitor"), Rule("malware", "monitor"), Rule("links", "monitor")),
    "tool_result": (Rule("prompt_injection", "flag"), Rule("secrets", "redact"), Rule("links", "monitor")),
    "tool_description": (
        Rule("prompt_injection", "block", least_confidence=0.6),
        Rule("malware", "monitor"),
        Rule("links", "monitor"),
    ),
    "upload": (
        Rule("prompt_injection", "monitor"),
        Rule("secrets", "monitor"),
        Rule("malware", "block", least_confidence=0.8),
    ),
    "memory": (
        Rule("prompt_injection", "block"),
        Rule("secrets", "block"),
        Rule("malware", "monitor"),
        Rule("links", "monitor"),
    ),
}
_OFF = Decision("off", 1.0, "standard")


class PolicySet:
    """Every policy of one organization, asked for one place at a time."""

    def __init__(
        self,
        organization: Policy | None = None,
        agents: Mapping[str, Policy] | None = None,
        tools: Mapping[str, Policy] | None = None,
        *,
        allowed: frozenset[TextException] = frozenset(),
        thresholds: Mapping[str, float] | None = None,
    ) -> None:
        """Take the policies.

        Args:
            allowed: texts that somebody has called harmless.
            thresholds: least confidence by detector, where false alarms have raised it.
        """
        self.organization = organization
        self.agents = dict(agents or {})
        self.tools = dict(tools or {})
        self.allowed = allowed
        self.thresholds = thresholds or {}
        self._known: dict[tuple[Where, str | None, str | None], dict[Family, Decision]] = {}
        self._actions: dict[tuple[Where, str | None, str | None], frozenset[Action]] = {}
        self._marks: dict[str | None, bytes] = {}

    def decisions(self, where: Where, agent: str | None = None, tool: str | None = None) -> Mapping[Family, Decision]:
        """Return what holds in a place for every family that is not off; nothing when all are."""
        key = self._key(where, agent, tool)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = {}
            for family in FAMILIES:
                if (decision := self._decision(family, *key)).action != "off":
                    known[family] = decision
        return known

    def actions(self, where: Where, agent: str | None = None, tool: str | None = None) -> frozenset[Action]:
        """Return what may be done about something in a place."""
        key = self._key(where, agent, tool)
        known = self._actions.get(key)
        if known is None:
            known = self._actions[key] = frozenset(each.action for each in self.decisions(*key).values())
        return known

    def mark(self, agent: str | None = None) -> bytes:
        """Return 8 bytes that are others when something else is minded in what goes to an agent's model."""
        key = agent if agent in self.agents else None
        known = self._marks.get(key)
        if known is None:
            decisions = [sorted(self.decisions(where, key).items()) for where in ("prompt", "tool_result")]
            exceptions = sorted((each.detector, each.fingerprint) for each in self.allowed)
            everything = repr((decisions, exceptions, sorted(self.thresholds.items())))
            known = self._marks[key] = hashlib.blake2b(everything.encode(), digest_size=8).digest()
        return known

    def effective(self, agent: str | None = None, tool: str | None = None) -> list[tuple[Where, Family, Decision]]:
        """Return what holds everywhere, for a page that shows it."""
        return [(where, family, self._decision(family, where, agent, tool)) for where in PLACES for family in FAMILIES]

    def trust_policy(self, agent: str | None, tool: str | None) -> Policy | None:
        """Return the nearest policy that asks for trust."""
        asking = (policy for _, policy in self._levels(agent, tool) if policy.least_trust is not None)
        return next(asking, None)

    def _key(self, where: Where, agent: str | None, tool: str | None) -> tuple[Where, str | None, str | None]:
        """Return what tells a place apart; whoever has no policy of its own is as nobody."""
        return (where, agent if agent in self.agents else None, tool if tool in self.tools else None)

    def _levels(self, agent: str | None, tool: str | None) -> Iterator[tuple[Source, Policy]]:
        """Yield the policies there are, the nearest first."""
        if tool in self.tools:
            yield "tool", self.tools[tool]
        if agent in self.agents:
            yield "agent", self.agents[agent]
        if self.organization is not None:
            yield "organization", self.organization

    def _decision(self, family: Family, where: Where, agent: str | None, tool: str | None) -> Decision:
        for source, policy in self._levels(agent, tool):
            if (rule := _nearest(policy, family, where)) is not None:
                is_vain = rule.action == "redact" and where in UNREDACTABLE  # of a rule for every place
                return Decision("monitor" if is_vain else rule.action, rule.least_confidence, source)
        rule = next((each for each in _STANDARD[where] if each.family == family), None)
        return _OFF if rule is None else Decision(rule.action, rule.least_confidence, "standard")


def _nearest(policy: Policy, family: Family, where: Where) -> Rule | None:
    fitting = [rule for rule in policy.rules if rule.family == family and rule.where in {where, None}]
    return min(fitting, key=lambda rule: rule.where is None, default=None)
