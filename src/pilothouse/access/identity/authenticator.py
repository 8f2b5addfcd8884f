"""From a request to a principal: find the credential, believe it or look it up, and tell our page from others."""

from collections.abc import Collection

from sqlalchemy import text
from starlette.requests import HTTPConnection

from pilothouse.access.identity.access_tokens import AccessTokens
from pilothouse.access.identity.api_keys.key import PREFIX, hash_of
from pilothouse.access.identity.browser import require_own_page
from pilothouse.access.identity.credential_cache import CredentialCache, Known
from pilothouse.access.identity.credentials import credential_of
from pilothouse.access.identity.errors import NotSignedIn
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.core.clock import Clock
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database

_FIND_API_KEY = text("select organization_id, api_key_id from access_find_api_key(:key_hash)")


class Authenticator:
    """Says who makes a request. Used by every route and WebSocket through `server.auth.current_principal`."""

    def __init__(
        self,
        database: Database,
        tokens: AccessTokens,
        cache: CredentialCache,
        clock: Clock,
        allowed_origins: Collection[str] = (),
    ) -> None:
        self._database = database
        self._tokens = tokens
        self._cache = cache
        self._clock = clock
        self._allowed_origins = allowed_origins

    async def __call__(self, connection: HTTPConnection) -> Principal:
        """Return who makes a request.

        Raises:
            NotSignedIn: there is no credential, or it is not in force.
            CsrfRefused, ForeignOrigin: a browser's cookie came with a request that our page did not make.
        """
        credential = credential_of(connection)
        known = await self._cache.get(credential.value, self._check)
        if credential.is_cookie:
            require_own_page(connection, known.csrf_token, self._allowed_origins)
        return known.principal

    async def of_credential(self, value: str) -> Principal:
        """Return who presents a key or a token by hand, as programs do.

        Raises:
            NotSignedIn: it is not in force.
        """
        return (await self._cache.get(value, self._check)).principal

    async def _check(self, credential: str) -> Known:
        if credential.startswith(PREFIX):
            return await self._check_key(credential)
        return await self._check_token(credential)

    async def _check_key(self, key: str) -> Known:
        # Found by the hash of all of it: how long that takes says nothing about the key.
        async with self._database.transaction() as session:
            found = (await session.execute(_FIND_API_KEY, {"key_hash": hash_of(key)})).one_or_none()
        if found is None:
            raise NotSignedIn("This API key is not known here.")
        async with self._database.transaction(found.organization_id) as session:
            known = await PrincipalRepository(session).of_key(found.api_key_id, self._clock.now())
        if known is None:
            raise NotSignedIn("This API key was revoked, has expired, or its owner is inactive.")
        return known

    async def _check_token(self, value: str) -> Known:
        token = await self._tokens.read(value)
        async with self._database.transaction(token.organization_id) as session:
            known = await PrincipalRepository(session).of_session(token.session_id, self._clock.now())
        if known is None:
            raise NotSignedIn("This login session has ended; sign in again.")
        return Known(known.principal, token.expires_at, known.csrf_token)
