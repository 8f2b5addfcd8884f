"""Everything that identity needs while a process runs, built once."""

from collections.abc import Collection

from pilothouse.access.identity.access_tokens import AccessTokens
from pilothouse.access.identity.api_keys.service import ApiKeyService
from pilothouse.access.identity.authenticator import Authenticator
from pilothouse.access.identity.credential_cache import CredentialCache
from pilothouse.access.identity.failed_logins import FailedLogins
from pilothouse.access.identity.passwords import Passwords
from pilothouse.access.identity.roles.service import RoleService
from pilothouse.access.identity.sessions.service import LoginService
from pilothouse.access.identity.signing_keys import KeyStore, SigningKeys
from pilothouse.access.identity.teams.service import TeamService
from pilothouse.access.identity.users.service import UserService
from pilothouse.access.settings import AccessSettings
from pilothouse.core.clock import Clock, SystemClock
from pilothouse.db.engine import Database


class Identity:
    """The services of identity, sharing one cache of credentials, one set of keys and one count of failures.

    Args:
        database: as the application role.
        settings: lifetimes and policies.
        secrets: where the signing keys are kept; any backend of `access.secrets`.
        allowed_origins: further origins whose pages may sign in and open WebSockets.
        clock: another one in tests.
    """

    def __init__(
        self,
        database: Database,
        settings: AccessSettings,
        secrets: KeyStore,
        *,
        allowed_origins: Collection[str] = (),
        clock: Clock | None = None,
    ) -> None:
        clock = clock or SystemClock()
        self.settings = settings
        self.allowed_origins = frozenset(allowed_origins)
        self.signing_keys = SigningKeys(secrets)
        self.passwords = Passwords(settings)
        cache = CredentialCache(settings.credential_cache_s, clock)
        tokens = AccessTokens(self.signing_keys, settings, clock)
        failed_logins = FailedLogins(settings.failed_logins_limit, settings.failed_logins_window_s, clock)
        self.authenticate = Authenticator(database, tokens, cache, clock, allowed_origins)
        self.logins = LoginService(
            database, settings, clock,
            passwords=self.passwords, tokens=tokens, cache=cache, failed_logins=failed_logins,
        )  # fmt: skip
        self.api_keys = ApiKeyService(database, cache, clock)
        self.users = UserService(database, self.passwords, cache, clock)
        self.teams = TeamService(database, cache)
        self.roles = RoleService(database)
