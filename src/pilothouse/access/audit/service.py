"""Write the audit log. The row is part of the transaction of what it tells, so neither exists without the other."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.tables import AuditEvent
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import request_id

Outcome = Literal["success", "refused", "failed"]
Changes = dict[str, tuple[Any, Any]]

_RECORD_REFUSED_SIGN_IN = text(
    "select access_record_refused_sign_in(:id, :email, :key, :action, :reason, :request_id, :ip_address, :user_agent)"
)


@dataclass(slots=True)
class Watch:
    """What was recorded meanwhile: the first entry's organization and id."""

    entry: tuple[UUID, UUID] | None = None


_watch: ContextVar[Watch | None] = ContextVar("audit_watch", default=None)


@contextmanager
def watching() -> Generator[Watch]:
    """Notice whether `record` is called within the block, also in tasks that begin there."""
    watch = Watch()
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


def difference(before: dict[str, Any], after: dict[str, Any]) -> Changes:
    """Return the fields that differ, each with its value before and after; what is missing counts as null."""
    fields = sorted({*before, *after})
    return {name: (before.get(name), after.get(name)) for name in fields if before.get(name) != after.get(name)}


async def record(
    session: AsyncSession,
    principal: Principal,
    action: str,
    resource: tuple[str, UUID | str] | None,
    *,
    outcome: Outcome = "success",
    changes: Changes | None = None,
    caller: Caller = LOCAL,
) -> None:
    """Add one row about what a principal did.

    Args:
        session: open for the principal's organization.
        action: thing.verb, such as "api_key.create".
        resource: kind and id of what it was done to, such as ("api_key", key.id).
        changes: field: (before, after), without secrets.
    """
    row = AuditEvent(
        id=new_id(),
        organization_id=principal.organization_id,
        actor_kind=principal.kind,
        actor_id=principal.user_id,
        api_key_id=principal.api_key_id,
        action=action,
        resource="{}:{}".format(*resource) if resource else None,
        outcome=outcome,
        changes=dict(changes or {}),
        request_id=request_id(),
        ip_address=caller.ip_address,
        user_agent=caller.user_agent,
    )
    session.add(row)
    await session.flush()
    if (watch := _watch.get()) and watch.entry is None:
        watch.entry = (principal.organization_id, row.id)


async def record_refused_sign_in(
    session: AsyncSession, email: str, email_key: str, reason: str, caller: Caller
) -> None:
    """Add one row about a sign-in that was refused, in the organization of whoever has that e-mail, if anyone.

    One statement whether the e-mail is known or not, so that neither takes longer. The session needs no organization.
    """
    arguments = {
        "id": new_id(),
        "email": email,
        "key": email_key,
        "action": "login",
        "reason": reason,
        "request_id": request_id(),
    }
    where = {"ip_address": caller.ip_address, "user_agent": caller.user_agent}
    await session.execute(_RECORD_REFUSED_SIGN_IN, arguments | where)
