"""Managing limits. Enforcing them is the ledger's work, in PostgreSQL, at each admission."""

from typing import Any
from uuid import UUID

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import difference, record
from pilothouse.core.errors import InvalidInput
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.gateway.ledger.repository import LedgerRepository, stop_spending
from pilothouse.gateway.ledger.scopes import scope
from pilothouse.gateway.limits.repository import LimitRepository
from pilothouse.gateway.limits.schemas import LimitCreate, LimitRead, LimitUpdate
from pilothouse.gateway.limits.tables import CallLimit

_FACTS = ("scope_kind", "scope_id", "allowed_models", "tokens_per_minute", "parallel_calls")


class LimitService:
    """Creates, reads, edits and deletes limits in the caller's transaction."""

    def __init__(self, limits: LimitRepository, ledger: LedgerRepository) -> None:
        self._limits = limits
        self._ledger = ledger

    async def listed(
        self, principal: Principal, scope_kind: str | None = None, scope_id: str | None = None
    ) -> list[LimitRead]:
        """Return the organization's limits with what is used of each."""
        now = await self._limits.now()
        return [LimitRead.of(limit, now) for limit in await self._limits.listed(principal, scope_kind, scope_id)]

    async def get(self, principal: Principal, limit_id: UUID) -> LimitRead:
        """Return one limit.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        return LimitRead.of(await self._limits.get(principal, limit_id), await self._limits.now())

    async def create(self, principal: Principal, wanted: LimitCreate, caller: Caller = LOCAL) -> LimitRead:
        """Make a limit. It counts the calls in flight; its minute of tokens is full.

        Raises:
            LimitExists: the scope has one.
            InvalidInput: it limits nothing, or the scope is another organization.
        """
        if wanted.scope_kind == "organization" and wanted.scope_id != str(principal.organization_id):
            raise InvalidInput("A limit can only be put on your own organization.")
        fields = wanted.model_dump()
        _require_a_limit(fields)
        await stop_spending(self._limits.session)  # no call may begin or end while those in flight are counted
        running = await self._ledger.running(principal, scope(wanted.scope_kind, wanted.scope_id))
        limit = await self._limits.insert(
            CallLimit(
                id=new_id(),
                organization_id=principal.organization_id,
                running=running,
                tokens_full_at=await self._limits.now(),
                **fields,
            )
        )
        await self._record(principal, "limit.create", limit, {}, caller)
        return await self.get(principal, limit.id)

    async def edit(
        self, principal: Principal, limit_id: UUID, changes: LimitUpdate, caller: Caller = LOCAL
    ) -> LimitRead:
        """Change a limit from the next call on.

        Raises:
            InvalidInput: it would limit nothing any more.
        """
        limit = await self._limits.get(principal, limit_id)
        before = _facts(limit)
        for name, value in changes.model_dump(exclude_unset=True).items():
            setattr(limit, name, value)
        _require_a_limit(_facts(limit))
        await self._limits.session.flush()
        await self._record(principal, "limit.edit", limit, before, caller)
        await self._limits.session.refresh(limit)
        return await self.get(principal, limit.id)

    async def delete(self, principal: Principal, limit_id: UUID, caller: Caller = LOCAL) -> None:
        """Remove a limit."""
        limit = await self._limits.get(principal, limit_id)
        changes = difference(_facts(limit), {})
        session = self._limits.session
        await record(session, principal, "limit.delete", ("limit", limit.id), changes=changes, caller=caller)
        await session.delete(limit)

    async def _record(
        self, principal: Principal, action: str, limit: CallLimit, before: dict[str, Any], caller: Caller
    ) -> None:
        changes = difference(before, _facts(limit))
        await record(self._limits.session, principal, action, ("limit", limit.id), changes=changes, caller=caller)


def _facts(limit: CallLimit) -> dict[str, Any]:
    return {name: getattr(limit, name) for name in _FACTS}


def _require_a_limit(fields: dict[str, Any]) -> None:
    if all(fields[name] is None for name in ("allowed_models", "tokens_per_minute", "parallel_calls")):
        raise InvalidInput(
            "This limits nothing. Set allowed_models, tokens_per_minute or parallel_calls, or delete the limit."
        )
