"""Make service accounts and take them away."""

from uuid import UUID

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import difference, record
from pilothouse.access.identity.api_keys.repository import EveryApiKeyRepository
from pilothouse.access.identity.credential_cache import CredentialCache
from pilothouse.access.identity.email import SERVICE_DOMAIN, email_key
from pilothouse.access.identity.permissions import require_grantable
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.service_accounts.repository import ServiceAccountRepository
from pilothouse.access.identity.service_accounts.schemas import ServiceAccountCreate
from pilothouse.access.identity.slugs import slug_of
from pilothouse.access.identity.tables import User
from pilothouse.access.identity.users.schemas import UserRead
from pilothouse.access.identity.users.service import audited, granted, read_user
from pilothouse.core.clock import Clock
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database


class ServiceAccountService:
    """Looks after the service accounts of an organization. Nobody makes one that may more than they do."""

    def __init__(self, database: Database, cache: CredentialCache, clock: Clock) -> None:
        self._database = database
        self._cache = cache
        self._clock = clock

    async def create(self, who: Principal, form: ServiceAccountCreate, caller: Caller = LOCAL) -> UserRead:
        """Make a service account. It can do nothing before it is given a key.

        Raises:
            UnknownRole: the organization has none of that name.
            BeyondYourPermissions: a role grants what the principal does not hold.
        """
        handle = f"{slug_of(form.name, 'service')}@{SERVICE_DOMAIN}"
        row = User(
            id=new_id(),
            organization_id=who.organization_id,
            kind="service",
            email=handle,
            email_key=email_key(handle),
            name=form.name,
            description=form.description,
        )
        async with self._database.transaction(who.organization_id) as session:
            accounts = ServiceAccountRepository(session)
            who = await PrincipalRepository(session).as_of_now(who)
            roles = await accounts.roles_named(who, form.roles)
            require_grantable(who, granted(roles))
            await accounts.add(row)
            await accounts.set_roles(row, roles)
            await session.refresh(row)
            changes = difference({}, audited(row, roles))
            await record(session, who, "service_account.create", ("user", row.id), changes=changes, caller=caller)
            return await read_user(accounts, row)

    async def delete(self, who: Principal, user_id: UUID, caller: Caller = LOCAL) -> None:
        """Take a service account away and revoke its keys. Its name stays where it did something.

        Raises:
            NotFound: the organization has no such service account.
            BeyondYourPermissions: it holds what the principal does not.
        """
        async with self._database.transaction(who.organization_id) as session:
            accounts, now = ServiceAccountRepository(session), self._clock.now()
            row = await accounts.get(who, user_id)
            roles = (await accounts.roles_of([row.id]))[row.id]
            require_grantable(await PrincipalRepository(session).as_of_now(who), granted(roles))
            row.is_active, row.deleted_at = False, now
            await EveryApiKeyRepository(session).revoke_all_of(row.id, now)
            changes = difference(audited(row, roles), {})
            await record(session, who, "service_account.delete", ("user", row.id), changes=changes, caller=caller)
        self._cache.forget(lambda known: known.user_id == user_id)
