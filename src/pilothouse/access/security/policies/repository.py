"""Queries over policies and exceptions."""

from collections.abc import Sequence

from sqlalchemy import Select
from sqlalchemy.dialects.postgresql import insert

from pilothouse.access.security.policies.tables import SecurityException, SecurityPolicy
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository


class PolicyRepository(Repository[SecurityPolicy]):
    """Policies of an organization."""

    table = SecurityPolicy
    noun = "security policy"

    async def listed(self, who: Principal) -> Sequence[SecurityPolicy]:
        """Return every policy: the organization's own first, then by kind and name."""
        is_below = SecurityPolicy.scope_kind != "organization"
        rows = self.visible_to(who).order_by(is_below, SecurityPolicy.scope_kind, SecurityPolicy.scope_id)
        return (await self.session.scalars(rows)).all()

    async def of_scope(self, who: Principal, kind: str, scope_id: str) -> SecurityPolicy | None:
        """Return the policy of a scope, locked against others who change it."""
        return await self.session.scalar(self._of(who, kind, scope_id).with_for_update())

    async def laid(self, who: Principal, kind: str, scope_id: str) -> SecurityPolicy:
        """Return the policy of a scope, locked; a new one without rules where there was none."""
        blank = {"id": new_id(), "organization_id": who.organization_id, "scope_kind": kind, "scope_id": scope_id}
        fresh = insert(SecurityPolicy).values(rules=[], **blank)
        await self.session.execute(fresh.on_conflict_do_nothing(constraint="uq_security_policy_scope"))
        return (await self.session.scalars(self._of(who, kind, scope_id).with_for_update())).one()

    def _of(self, who: Principal, kind: str, scope_id: str) -> Select[SecurityPolicy]:
        return self.visible_to(who).where(SecurityPolicy.scope_kind == kind, SecurityPolicy.scope_id == scope_id)


class ExceptionRepository(Repository[SecurityException]):
    """What an organization's people have called false alarms."""

    table = SecurityException
    noun = "security exception"

    async def listed(self, who: Principal) -> Sequence[SecurityException]:
        """Return every exception, newest first."""
        rows = self.visible_to(who).order_by(SecurityException.created_at.desc(), SecurityException.id.desc())
        return (await self.session.scalars(rows)).all()

    async def allow_text(self, who: Principal, detector: str, fingerprint: bytes, evidence: str) -> None:
        """Let exactly one text pass one detector."""
        values = self._values(who, detector, evidence) | {"fingerprint": fingerprint}
        await self.session.execute(insert(SecurityException).values(values).on_conflict_do_nothing())

    async def raise_threshold(self, who: Principal, detector: str, least: float, evidence: str) -> None:
        """Want a detector to be surer from now on; a threshold that is higher already stays."""
        fresh = insert(SecurityException).values(self._values(who, detector, evidence) | {"least_confidence": least})
        higher = {"least_confidence": fresh.excluded.least_confidence, "evidence": fresh.excluded.evidence}
        await self.session.execute(
            fresh.on_conflict_do_update(
                index_elements=["organization_id", "detector"],
                index_where=SecurityException.fingerprint.is_(None),
                set_=higher,
                where=SecurityException.least_confidence < fresh.excluded.least_confidence,
            )
        )

    def _values(self, who: Principal, detector: str, evidence: str) -> dict[str, object]:
        return {
            "id": new_id(),
            "organization_id": who.organization_id,
            "detector": detector,
            "evidence": evidence,
            "created_by_id": who.user_id,
        }
