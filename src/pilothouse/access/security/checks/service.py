"""Try a text or a policy before it counts, and see that every detector works."""

import asyncio
import time
from collections import Counter
from datetime import timedelta

import msgspec

from pilothouse.access.security.checks.schemas import (
    ChangedEvent,
    DetectorRead,
    DetectorsRead,
    PastRead,
    TriedSighting,
    TriedText,
    TryPast,
    TryText,
)
from pilothouse.access.security.checks.working import SelfCheck
from pilothouse.access.security.events.repository import EventRepository
from pilothouse.access.security.events.schemas import SecurityEventRead, severity_name
from pilothouse.access.security.events.tables import SecurityEvent
from pilothouse.access.security.kinds import ACTIONS, Action, family_of
from pilothouse.access.security.policies.book import read_policies
from pilothouse.access.security.policies.policy import Policy, PolicySet, Rule, TextException
from pilothouse.access.security.policies.schemas import RuleBody, ScopeKind
from pilothouse.access.security.screening.passage import Passage
from pilothouse.access.security.screening.screener import Screener
from pilothouse.access.security.screening.telling import Circumstances
from pilothouse.core.clock import Clock
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.shield.findings import Finding

_MOST_EVENTS = 5_000
_MOST_SAMPLES = 20


class CheckService:
    """Answers "what if". Stores nothing."""

    def __init__(self, database: Database, screener: Screener, clock: Clock, self_check: SelfCheck) -> None:
        self._database = database
        self._screener = screener
        self._clock = clock
        self._self_check = self_check

    async def try_text(self, who: Principal, wanted: TryText) -> TriedText:
        """Say what would happen to a text, under the policies that hold or under others."""
        policies = await self._screener.policies.of(who.organization_id)
        if wanted.rules is not None:
            policies = _with(policies, "organization", "-", wanted.rules)
        began_s = time.perf_counter()
        findings = await asyncio.to_thread(self._screener.reader.scan, wanted.text, wanted.where)
        took_ms = 1000 * (time.perf_counter() - began_s)
        screening = self._screener.under(Circumstances(who, wanted.agent), policies)
        passage = Passage(wanted.text, wanted.where, wanted.tool)
        minded = screening.judge(passage, findings)
        verdict = screening.verdict(passage, minded)
        actions: dict[int, Action] = {id(each.finding): each.action for each in minded}
        return TriedText(
            allowed=verdict.allowed,
            text=verdict.text if verdict.allowed else "",
            sightings=[_tried(each, actions.get(id(each), "off")) for each in findings],
            took_ms=round(took_ms, 3),
        )

    async def try_past(self, who: Principal, wanted: TryPast) -> PastRead:
        """Hold a policy against the events of the last days."""
        since = self._clock.now() - timedelta(days=wanted.days)
        async with self._database.transaction(who.organization_id) as session:
            present = await read_policies(session, who.organization_id)
            rows = await EventRepository(session).latest(who, since, _MOST_EVENTS)
        policies = _with(present, wanted.scope_kind, wanted.scope_id, wanted.rules)
        decided: list[tuple[SecurityEvent, Action]] = [(row, _decided(policies, row)) for row in rows]
        counted = Counter(action for _, action in decided)
        changed = [each for each in decided if each[1] != each[0].action]
        return PastRead(
            events=len(decided),
            changed=len(changed),
            by_action={action: counted[action] for action in ACTIONS},
            samples=[
                ChangedEvent(event=SecurityEventRead.of(row), new_action=to) for row, to in changed[:_MOST_SAMPLES]
            ],
            is_cut=len(rows) == _MOST_EVENTS,
        )

    async def detectors(self, who: Principal) -> DetectorsRead:
        """Return every detector, whether it works, and what it has seen."""
        since = self._clock.now() - timedelta(days=7)
        async with self._database.transaction(who.organization_id) as session:
            counts = await EventRepository(session).counts_by_detector(who, since)
        working, checked_at = await self._self_check.result()
        read = [
            DetectorRead(
                id=each.id,
                family=family_of(each.id),
                title=each.title,
                severity=severity_name(int(each.severity)),
                explanation=each.explanation,
                remedy=each.remedy,
                references=list(each.references),
                operational=each.id in working,
                events_7d=counts.get(each.id, 0),
            )
            for each in self._self_check.detectors()
        ]
        return DetectorsRead(checked_at=checked_at, engine=self._self_check.engine(), detectors=read)


def _with(policies: PolicySet, kind: ScopeKind, name: str, rules: list[RuleBody]) -> PolicySet:
    """Return policies with other rules for one scope."""
    policy = Policy(tuple(Rule(each.family, each.action, each.where, each.least_confidence) for each in rules))
    return PolicySet(
        policy if kind == "organization" else policies.organization,
        {**policies.agents, name: policy} if kind == "agent" else policies.agents,
        {**policies.tools, name: policy} if kind == "tool" else policies.tools,
        allowed=policies.allowed,
        thresholds=policies.thresholds,
    )


def _decided(policies: PolicySet, row: SecurityEvent) -> Action:
    """Say what policies would do about an event."""
    read = SecurityEventRead.of(row)
    decision = policies.decisions(read.where, row.agent, row.tool).get(read.family)
    least = policies.thresholds.get(row.detector, 0.0)
    is_allowed = TextException(row.detector, row.fingerprint) in policies.allowed
    if decision is None or is_allowed or row.confidence < max(decision.least_confidence, least):
        return "off"
    return decision.action


def _tried(finding: Finding, action: Action) -> TriedSighting:
    plain = msgspec.structs.asdict(finding) | {"severity": severity_name(int(finding.severity)), "action": action}
    return TriedSighting.model_validate(plain | {"family": family_of(finding.detector)})
