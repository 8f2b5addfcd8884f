"""Access tokens: short-lived JWTs that say who signed in where. What a user may do is looked up, not carried."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from pilothouse.access.identity.errors import NotSignedIn
from pilothouse.access.identity.signing_keys import ALGORITHM, SigningKeys
from pilothouse.access.settings import AccessSettings
from pilothouse.core.clock import Clock
from pilothouse.core.ids import LoginSessionId, OrganizationId, UserId

_REQUIRED = ["sub", "org", "sid", "exp", "iat", "iss", "aud"]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a valid access token says."""

    user_id: UserId
    organization_id: OrganizationId
    session_id: LoginSessionId
    expires_at: datetime


class AccessTokens:
    """Writes and reads access tokens."""

    def __init__(self, keys: SigningKeys, settings: AccessSettings, clock: Clock) -> None:
        self._keys = keys
        self._settings = settings
        self._clock = clock

    async def issue(self, user_id: UserId, organization_id: OrganizationId, session_id: LoginSessionId) -> str:
        """Sign a token for one login session."""
        now, settings = self._clock.now(), self._settings
        claims = {
            "sub": str(user_id),
            "org": str(organization_id),
            "sid": str(session_id),
            "iss": settings.token_issuer,
            "aud": settings.token_audience,
            "iat": now,
            "exp": now + timedelta(seconds=settings.access_token_lifetime_s),
        }
        key = await self._keys.current()
        return jwt.encode(claims, key.private, ALGORITHM, headers={"kid": key.key_id})

    async def read(self, token: str) -> AccessToken:
        """Check a token's signature, purpose and age.

        Raises:
            NotSignedIn: it is not ours, was changed, is for something else, or has expired.
        """
        try:
            key = await self._keys.find(jwt.get_unverified_header(token)["kid"])
            if key is None:
                raise NotSignedIn
            return self._checked(token, key.public)
        except (jwt.InvalidTokenError, KeyError, ValueError, TypeError, OverflowError) as error:
            raise NotSignedIn from error

    def _checked(self, token: str, public_key: ec.EllipticCurvePublicKey) -> AccessToken:
        claims = jwt.decode(
            token,
            public_key,
            algorithms=[ALGORITHM],
            audience=self._settings.token_audience,
            issuer=self._settings.token_issuer,
            # The time is compared below, by the clock that the tests hold still.
            options={"require": _REQUIRED, "strict_aud": True, "verify_exp": False, "verify_iat": False},
        )
        now, expires_at = self._clock.now(), _EPOCH + timedelta(seconds=claims["exp"])
        if expires_at <= now:
            raise NotSignedIn("The access token has expired; refresh it.")
        return AccessToken(
            UserId(UUID(claims["sub"])),
            OrganizationId(UUID(claims["org"])),
            LoginSessionId(UUID(claims["sid"])),
            expires_at,
        )
