"""Make, list and revoke API keys."""

from uuid import UUID

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import record
from pilothouse.access.identity.api_keys.key import hash_of, make_key, visible_part
from pilothouse.access.identity.api_keys.repository import ApiKeyRepository
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate, ApiKeyCreated, ApiKeyRead
from pilothouse.access.identity.credential_cache import CredentialCache
from pilothouse.access.identity.permissions import compact, require_grantable
from pilothouse.access.identity.tables import ApiKey
from pilothouse.core.clock import Clock
from pilothouse.core.errors import InvalidInput
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.server.envelope import Page


class ApiKeyService:
    """Looks after the keys of the user who asks."""

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
            BeyondYourPermissions: a scope that the user, or the key they ask with, does not hold.
            InvalidInput: it would have ended already.
        """
        scopes = who.permissions if form.scopes is None else form.scopes
        require_grantable(who, scopes)
        if form.expires_at and form.expires_at <= self._clock.now():
            raise InvalidInput("expires_at lies in the past; a key ends in the future or never.")
        key = make_key()
        row = ApiKey(
            id=new_id(),
            organization_id=who.organization_id,
            user_id=who.user_id,
            name=form.name,
            prefix=visible_part(key),
            key_hash=hash_of(key),
            scopes=compact(scopes),
            expires_at=form.expires_at,
            rate_limit_per_minute=form.rate_limit_per_minute,
        )
        async with self._database.transaction(who.organization_id) as session:
            await ApiKeyRepository(session).add(row)
            await session.refresh(row)
            changes = {"name": (None, row.name), "scopes": (None, row.scopes)}
            await record(session, who, "api_key.create", ("api_key", row.id), changes=changes, caller=caller)
        return ApiKeyCreated(**ApiKeyRead.model_validate(row).model_dump(), key=key)

    async def revoke(self, who: Principal, key_id: UUID, caller: Caller = LOCAL) -> ApiKeyRead:
        """End a key. Ending it twice is the same as once.

        Raises:
            NotFound: the user has no such key.
        """
        async with self._database.transaction(who.organization_id) as session:
            row = await ApiKeyRepository(session).get(who, key_id)
            if row.revoked_at is None:
                row.revoked_at = self._clock.now()
                await record(session, who, "api_key.revoke", ("api_key", row.id), caller=caller)
        self._cache.forget(lambda principal: principal.api_key_id == key_id)
        return ApiKeyRead.model_validate(row)
