"""Policies on the wire."""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pilothouse.access.security.kinds import VALUES, Action, Family, Where
from pilothouse.access.security.policies.policy import (
    LEAST_CONFIDENCE,
    UNREDACTABLE,
    USUAL_CONFIDENCE,
    LowTrust,
    Policy,
    PolicySet,
    Rule,
    Source,
)

ScopeKind: TypeAlias = Literal["organization", "agent", "tool"]


class RuleBody(BaseModel):
    """What is done about one family of findings."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")

    family: Family
    where: Where | None = Field(None, description="Null: in every place that has no rule of its own.")
    action: Action = Field(
        description="`off` looks for nothing, `monitor` tells, `flag` also marks the text as untrusted for the model, "
        "`redact` also puts placeholders in the place of values, `block` also stops the text."
    )
    least_confidence: float = Field(
        USUAL_CONFIDENCE, ge=LEAST_CONFIDENCE, le=1, description="Findings below it are passed over."
    )

    @model_validator(mode="after")
    def _check(self) -> "RuleBody":
        if self.action == "redact" and self.family not in VALUES:
            raise ValueError("only secrets and pii can be redacted; choose flag or block")
        if self.action == "redact" and self.where in UNREDACTABLE:
            raise ValueError(f"nothing is redacted in {self.where}; choose monitor or block")
        return self


class PolicyWrite(BaseModel):
    """The rules of an organization, agent or tool; what no rule speaks of follows what lies above."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "rules": [
                        {"family": "secrets", "action": "redact"},
                        {
                            "family": "prompt_injection",
                            "where": "tool_result",
                            "action": "block",
                            "least_confidence": 0.8,
                        },
                    ],
                    "least_trust": 40,
                }
            ]
        },
    )

    rules: list[RuleBody] = Field([], max_length=100)
    least_trust: int | None = Field(
        None, ge=0, le=100, description="Tools and agents with a lower trust score need approval, or are refused."
    )
    low_trust_action: LowTrust = "approve"

    @model_validator(mode="after")
    def _check(self) -> "PolicyWrite":
        places = [(rule.family, rule.where) for rule in self.rules]
        if len(set(places)) < len(places):
            raise ValueError("there are two rules for the same family and place")
        return self

    def policy(self) -> Policy:
        """Return it as the path knows it."""
        rules = tuple(Rule(each.family, each.action, each.where, each.least_confidence) for each in self.rules)
        return Policy(rules, self.least_trust, self.low_trust_action)


class EffectiveRule(BaseModel):
    """What holds for a family in a place, and which policy says so."""

    where: Where
    family: Family
    action: Action
    least_confidence: float
    source: Source


class PolicyRead(BaseModel):
    """A policy, and what holds with everything that lies above it."""

    scope_kind: ScopeKind
    scope_id: str = Field(description="Name of the agent or tool; `-` for the organization.")
    rules: list[RuleBody]
    least_trust: int | None
    low_trust_action: LowTrust
    updated_at: datetime | None = Field(description="Null: nothing is laid down here.")
    effective: list[EffectiveRule]

    @classmethod
    def of(
        cls, scope_kind: ScopeKind, scope_id: str, policy: Policy, updated_at: datetime | None, all_of_it: PolicySet
    ) -> "PolicyRead":
        """Read a policy among the others of its organization."""
        agent = scope_id if scope_kind == "agent" else None
        tool = scope_id if scope_kind == "tool" else None
        return cls(
            scope_kind=scope_kind,
            scope_id=scope_id,
            rules=[RuleBody.model_validate(rule) for rule in policy.rules],
            least_trust=policy.least_trust,
            low_trust_action=policy.low_trust,
            updated_at=updated_at,
            effective=[
                EffectiveRule(where=where, family=family, **decision._asdict())
                for where, family, decision in all_of_it.effective(agent, tool)
            ],
        )


class ExceptionRead(BaseModel):
    """What somebody has called a false alarm."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: Literal["text", "threshold"]
    detector: str
    least_confidence: float | None = Field(description="Below it the detector's findings are passed over.")
    evidence: str = Field(description="What may be shown of the finding that it was made for.")
    created_at: datetime
    created_by_id: UUID


ScopeId = Annotated[str, Field(min_length=1, max_length=200)]
