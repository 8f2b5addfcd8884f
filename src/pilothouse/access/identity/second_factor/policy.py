"""What an organization asks of its members when they sign in."""

from sqlalchemy import select

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import difference, record
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.second_factor.repository import REQUIRED, SecondFactorRepository
from pilothouse.access.identity.second_factor.schemas import SignInPolicy
from pilothouse.access.identity.tables import Organization
from pilothouse.core.errors import Conflict
from pilothouse.core.principal import Principal


class SignInPolicyService:
    """Reads and sets whether members must have a second factor."""

    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts

    async def read(self, who: Principal) -> SignInPolicy:
        """Return the organization's policy."""
        async with self._parts.database.transaction(who.organization_id) as session:
            required = await SecondFactorRepository(session).is_required(who.organization_id)
        return SignInPolicy(second_factor_required=required)

    async def set(self, who: Principal, policy: SignInPolicy, caller: Caller = LOCAL) -> SignInPolicy:
        """Set the policy. When a second factor becomes required, members without one are signed out.

        Raises:
            Conflict: whoever requires one has none themselves.
        """
        async with self._parts.database.transaction(who.organization_id) as session:
            factors = SecondFactorRepository(session)
            if policy.second_factor_required and not await factors.methods(who.user_id):
                raise Conflict("Add a second factor to your own account before you require one of everybody.")
            query = select(Organization).where(Organization.id == who.organization_id).with_for_update()
            row = (await session.scalars(query)).one()
            before = SignInPolicy(second_factor_required=bool(row.settings.get(REQUIRED)))
            row.settings = {**row.settings, REQUIRED: policy.second_factor_required}
            changes = difference(before.model_dump(), policy.model_dump())
            organization = ("organization", who.organization_id)
            await record(session, who, "sign_in_policy.update", organization, changes=changes, caller=caller)
            if policy.second_factor_required:
                await factors.sign_out_without(self._parts.clock.now())
        self._parts.cache.forget(
            lambda known: known.organization_id == who.organization_id and known.session_id is not None
        )
        return policy
