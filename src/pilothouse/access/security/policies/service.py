"""Lay down, read and take back policies."""

from typing import Any
from uuid import UUID

import msgspec

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import difference, record
from pilothouse.access.security.policies.book import PolicyBook, announce_change, policy_of, read_policies
from pilothouse.access.security.policies.policy import Policy
from pilothouse.access.security.policies.repository import ExceptionRepository, PolicyRepository
from pilothouse.access.security.policies.schemas import ExceptionRead, PolicyRead, PolicyWrite, ScopeKind
from pilothouse.access.security.policies.tables import SecurityException, SecurityPolicy
from pilothouse.core.errors import InvalidInput
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database

WHOLE = "-"  # the scope id of an organization's own policy


class PolicyService:
    """Manages policies. Opens its own transactions: what a change means is known once it is committed."""

    def __init__(self, database: Database, book: PolicyBook) -> None:
        self._database = database
        self._book = book

    async def listed(self, who: Principal) -> list[PolicyRead]:
        """Return every policy, the organization's own first, which is there even when nothing was laid down."""
        async with self._database.transaction(who.organization_id) as session:
            all_of_it = await read_policies(session, who.organization_id)
            rows = await PolicyRepository(session).listed(who)
        read = [PolicyRead.of(_kind(row), row.scope_id, policy_of(row), row.updated_at, all_of_it) for row in rows]
        if not read or read[0].scope_kind != "organization":
            read.insert(0, PolicyRead.of("organization", WHOLE, Policy(), None, all_of_it))
        return read

    async def put(
        self, who: Principal, kind: ScopeKind, scope_id: str, wanted: PolicyWrite, caller: Caller = LOCAL
    ) -> PolicyRead:
        """Lay down the policy of a scope in the place of the one before. It holds from the next text on.

        Raises:
            InvalidInput: the organization's own policy is called "-", and no other.
        """
        _check_scope(kind, scope_id)
        policy = wanted.policy()
        async with self._database.transaction(who.organization_id) as session:
            row = await PolicyRepository(session).laid(who, kind, scope_id)
            before = _facts(row)
            row.rules = msgspec.to_builtins(policy.rules)
            row.least_trust, row.low_trust = policy.least_trust, policy.low_trust
            await session.flush()
            await session.refresh(row)
            changes = difference(before, _facts(row))
            await record(
                session, who, "security_policy.put", ("security_policy", row.id), changes=changes, caller=caller
            )
            await announce_change(session, who.organization_id)
            all_of_it = await read_policies(session, who.organization_id)
        self._book.forget(who.organization_id)
        return PolicyRead.of(kind, scope_id, policy, row.updated_at, all_of_it)

    async def delete(self, who: Principal, kind: ScopeKind, scope_id: str, caller: Caller = LOCAL) -> None:
        """Go back to what lies above; nothing happens where nothing was laid down."""
        async with self._database.transaction(who.organization_id) as session:
            row = await PolicyRepository(session).of_scope(who, kind, scope_id)
            if row is None:
                return
            changes = difference(_facts(row), {})
            resource = ("security_policy", row.id)
            await record(session, who, "security_policy.delete", resource, changes=changes, caller=caller)
            await session.delete(row)
            await announce_change(session, who.organization_id)
        self._book.forget(who.organization_id)

    async def exceptions(self, who: Principal) -> list[ExceptionRead]:
        """Return what people have called false alarms, newest first."""
        async with self._database.transaction(who.organization_id) as session:
            return [_read_exception(row) for row in await ExceptionRepository(session).listed(who)]

    async def delete_exception(self, who: Principal, identifier: UUID, caller: Caller = LOCAL) -> None:
        """Take an exception back.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        async with self._database.transaction(who.organization_id) as session:
            row = await ExceptionRepository(session).get(who, identifier)
            changes = difference({"detector": row.detector, "least_confidence": row.least_confidence}, {})
            resource = ("security_exception", row.id)
            await record(session, who, "security_exception.delete", resource, changes=changes, caller=caller)
            await session.delete(row)
            await announce_change(session, who.organization_id)
        self._book.forget(who.organization_id)


def _kind(row: SecurityPolicy) -> ScopeKind:
    return msgspec.convert(row.scope_kind, ScopeKind)


def _check_scope(kind: ScopeKind, scope_id: str) -> None:
    if (kind == "organization") != (scope_id == WHOLE):
        raise InvalidInput("The organization's own policy is at organization/-; agents and tools have a name.")


def _facts(row: SecurityPolicy) -> dict[str, Any]:
    names = ("scope_kind", "scope_id", "rules", "least_trust", "low_trust")
    return {name: getattr(row, name) for name in names}


def _read_exception(row: SecurityException) -> ExceptionRead:
    kind = "text" if row.fingerprint is not None else "threshold"
    same = ("id", "detector", "least_confidence", "evidence", "created_at", "created_by_id")
    return ExceptionRead.model_validate({"kind": kind} | {name: getattr(row, name) for name in same})
