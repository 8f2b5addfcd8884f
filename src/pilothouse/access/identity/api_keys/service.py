"""Make, list, replace and revoke API keys."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import Changes, record
from pilothouse.access.identity.api_keys.key import hash_of, make_key, visible_part
from pilothouse.access.identity.api_keys.repository import ApiKeyRepository, EveryApiKeyRepository
from pilothouse.access.identity.api_keys.schemas import (
    ApiKeyCreate,
    ApiKeyCreated,
    ApiKeyRead,
    ApiKeyRotate,
    OwnedApiKeyRead,
)
from pilothouse.access.identity.credential_cache import CredentialCache
from pilothouse.access.identity.errors import BeyondItsPermissions, KeysAreGiven
from pilothouse.access.identity.names import shown_name
from pilothouse.access.identity.permissions import compact, effective, require_grantable
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.service_accounts.repository import ServiceAccountRepository
from pilothouse.access.identity.tables import ApiKey, User
from pilothouse.core.clock import Clock
from pilothouse.core.errors import Conflict, InvalidInput
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.server.envelope import Page


class ApiKeyService:
    """Looks after the keys of the user who asks.

    Administrators see and end those of everybody, and make and replace those of service accounts: of what they may do
    themselves, and of no more than the account may.
    """

    def __init__(self, database: Database, cache: CredentialCache, clock: Clock) -> None:
        self._database = database
        self._cache = cache
        self._clock = clock

    async def list(self, who: Principal, limit: int, cursor: str | None = None) -> Page[ApiKeyRead]:
        """Return the user's keys, newest first, with those that have ended."""
        async with self._database.transaction(who.organization_id) as session:
            rows, next_cursor = await ApiKeyRepository(session).page(who, limit, cursor)
        items = [ApiKeyRead.model_validate(row) for row in rows]
        return Page(items=items, next_cursor=next_cursor)

    async def create(self, who: Principal, form: ApiKeyCreate, caller: Caller = LOCAL) -> ApiKeyCreated:
        """Make a key for the user who asks. Its scopes are theirs unless the form names fewer.

        Raises:
            KeysAreGiven: it is a service account.
            BeyondYourPermissions: a scope that the user, or the key they ask with, does not hold.
            InvalidInput: it would have ended already.
        """
        if who.kind == "service":
            raise KeysAreGiven
        scopes = who.permissions if form.scopes is None else form.scopes
        require_grantable(who, scopes)
        async with self._database.transaction(who.organization_id) as session:
            return await self._make(session, who, who.user_id, form, scopes, caller)

    async def create_for(
        self, who: Principal, account_id: UUID, form: ApiKeyCreate, caller: Caller = LOCAL
    ) -> ApiKeyCreated:
        """Make a key for a service account. Its scopes are the account's unless the form names fewer.

        Raises:
            NotFound: the organization has no such service account.
            KeysAreGiven: it is the account itself that asks.
            BeyondYourPermissions: a scope that the principal does not hold.
            BeyondItsPermissions: a scope that the account does not hold.
            InvalidInput: it would have ended already.
        """
        if account_id == who.user_id and who.kind == "service":
            raise KeysAreGiven
        async with self._database.transaction(who.organization_id) as session:
            account = await ServiceAccountRepository(session).get(who, account_id)
            principals = PrincipalRepository(session)
            held = (await principals.of_user(account)).permissions
            scopes = held if form.scopes is None else form.scopes
            require_grantable(await principals.as_of_now(who), scopes)
            if lacking := effective(scopes) - held:
                raise BeyondItsPermissions(account.name, lacking)
            return await self._make(session, who, account.id, form, scopes, caller)

    async def rotate(self, who: Principal, key_id: UUID, form: ApiKeyRotate, caller: Caller = LOCAL) -> ApiKeyCreated:
        """Make a key that may do the same as an old one, which ends after the overlap.

        Raises:
            NotFound: the user has no such key.
            BeyondYourPermissions: it has a scope that the user, or the key they ask with, does not hold.
            Conflict: it has ended, or was replaced already.
        """
        async with self._database.transaction(who.organization_id) as session:
            old = await ApiKeyRepository(session).get(who, key_id)
            made = await self._replace(session, who, old, form, caller)
        self._cache.forget(lambda principal: principal.api_key_id == key_id)
        return made

    async def rotate_for(
        self, who: Principal, account_id: UUID, key_id: UUID, form: ApiKeyRotate, caller: Caller = LOCAL
    ) -> ApiKeyCreated:
        """Replace a key of a service account; see `rotate`.

        Raises:
            NotFound: the organization has no such service account, or the account no such key.
            BeyondYourPermissions, Conflict: as for `rotate`.
        """
        async with self._database.transaction(who.organization_id) as session:
            account = await ServiceAccountRepository(session).get(who, account_id)
            old = await EveryApiKeyRepository(session).get_of(who, account.id, key_id)
            who_now = await PrincipalRepository(session).as_of_now(who)
            made = await self._replace(session, who_now, old, form, caller)
        self._cache.forget(lambda principal: principal.api_key_id == key_id)
        return made

    async def revoke(self, who: Principal, key_id: UUID, caller: Caller = LOCAL) -> ApiKeyRead:
        """End a key. Ending it twice is the same as once.

        Raises:
            NotFound: the user has no such key.
        """
        async with self._database.transaction(who.organization_id) as session:
            row = await ApiKeyRepository(session).get(who, key_id)
            await self._end(session, who, row, caller)
        self._cache.forget(lambda principal: principal.api_key_id == key_id)
        return ApiKeyRead.model_validate(row)

    async def list_all(
        self, who: Principal, limit: int, cursor: str | None = None, owner_id: UUID | None = None
    ) -> Page[OwnedApiKeyRead]:
        """Return the keys of every user of the organization, or of one, newest first, with those that have ended."""
        async with self._database.transaction(who.organization_id) as session:
            keys = EveryApiKeyRepository(session)
            rows, next_cursor = await keys.page_of(keys.of_owner(who, owner_id), limit, cursor)
            owners = await keys.owners({row.user_id for row in rows})
        return Page(items=[_owned(row, owners[row.user_id]) for row in rows], next_cursor=next_cursor)

    async def revoke_any(self, who: Principal, key_id: UUID, caller: Caller = LOCAL) -> OwnedApiKeyRead:
        """End a key of any user of the organization. Ending it twice is the same as once.

        Raises:
            NotFound: the organization has no such key.
            BeyondYourPermissions: it may do what the principal may not.
        """
        async with self._database.transaction(who.organization_id) as session:
            keys = EveryApiKeyRepository(session)
            row = await keys.get(who, key_id)
            require_grantable(who, row.scopes)
            await self._end(session, who, row, caller)
            owner = (await keys.owners([row.user_id]))[row.user_id]
        self._cache.forget(lambda principal: principal.api_key_id == key_id)
        return _owned(row, owner)

    async def _make(
        self,
        session: AsyncSession,
        who: Principal,
        owner_id: UUID,
        form: ApiKeyCreate,
        scopes: Iterable[str],
        caller: Caller,
    ) -> ApiKeyCreated:
        if form.expires_at and form.expires_at <= self._clock.now():
            raise InvalidInput("expires_at lies in the past; a key ends in the future or never.")
        key = make_key()
        row = ApiKey(
            id=new_id(),
            organization_id=who.organization_id,
            user_id=owner_id,
            name=form.name,
            prefix=visible_part(key),
            key_hash=hash_of(key),
            scopes=compact(scopes),
            expires_at=form.expires_at,
            rate_limit_per_minute=form.rate_limit_per_minute,
        )
        await ApiKeyRepository(session).add(row)
        await session.refresh(row)
        changes: Changes = {"name": (None, row.name), "scopes": (None, row.scopes)}
        if owner_id != who.user_id:
            changes["owner"] = (None, str(owner_id))
        await record(session, who, "api_key.create", ("api_key", row.id), changes=changes, caller=caller)
        return ApiKeyCreated(**ApiKeyRead.model_validate(row).model_dump(), key=key)

    async def _replace(
        self, session: AsyncSession, who: Principal, old: ApiKey, form: ApiKeyRotate, caller: Caller
    ) -> ApiKeyCreated:
        now = self._clock.now()
        await session.refresh(old, with_for_update=True)
        require_grantable(who, old.scopes)
        if old.revoked_at or old.replaced_by_id or (old.expires_at and old.expires_at <= now):
            raise Conflict("This key has ended or was replaced already. Make a new one.")
        key = make_key()
        row = _row(old, key, now)
        await ApiKeyRepository(session).add(row)
        overlap_ends_at = now + timedelta(seconds=form.overlap_s)
        ends_at = min(old.expires_at or overlap_ends_at, overlap_ends_at)
        old.expires_at = ends_at
        old.replaced_by_id = row.id
        await session.refresh(row)
        changes: Changes = {"replaced_by": (None, str(row.id)), "expires_at": (None, ends_at.isoformat())}
        await record(session, who, "api_key.rotate", ("api_key", old.id), changes=changes, caller=caller)
        return ApiKeyCreated(**ApiKeyRead.model_validate(row).model_dump(), key=key)

    async def _end(self, session: AsyncSession, who: Principal, row: ApiKey, caller: Caller) -> None:
        if row.revoked_at is None:
            row.revoked_at = self._clock.now()
            await record(session, who, "api_key.revoke", ("api_key", row.id), caller=caller)


def _row(like: ApiKey, key: str, now: datetime) -> ApiKey:
    """Make the row of a key that may do the same as another, for as long as that one was made for."""
    return ApiKey(
        id=new_id(),
        organization_id=like.organization_id,
        user_id=like.user_id,
        name=like.name,
        prefix=visible_part(key),
        key_hash=hash_of(key),
        scopes=like.scopes,
        expires_at=like.expires_at and now + (like.expires_at - like.created_at),
        rate_limit_per_minute=like.rate_limit_per_minute,
    )


def _owned(row: ApiKey, owner: User) -> OwnedApiKeyRead:
    key = ApiKeyRead.model_validate(row)
    name = shown_name(owner.name, owner.kind)
    return OwnedApiKeyRead(**key.model_dump(), owner_id=owner.id, owner_name=name, owner_email=owner.email)
