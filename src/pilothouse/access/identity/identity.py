"""Everything that identity needs while a process runs, built once."""

from collections.abc import Collection
from functools import partial

from pilothouse.access.identity.access_tokens import AccessTokens
from pilothouse.access.identity.api_keys.service import ApiKeyService
from pilothouse.access.identity.authenticator import Authenticator
from pilothouse.access.identity.credential_cache import CredentialCache
from pilothouse.access.identity.devices.service import DeviceService
from pilothouse.access.identity.failed_logins import FailedLogins
from pilothouse.access.identity.invitations.joining import JoiningService
from pilothouse.access.identity.invitations.service import InvitationService
from pilothouse.access.identity.letter_limits import LetterLimits
from pilothouse.access.identity.links import Links
from pilothouse.access.identity.oidc.accounts import OidcAccounts
from pilothouse.access.identity.oidc.issuer import Issuer
from pilothouse.access.identity.oidc.service import OidcService
from pilothouse.access.identity.organizations.service import OrganizationService
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.passkeys.challenges import Challenges
from pilothouse.access.identity.passkeys.service import PasskeyService
from pilothouse.access.identity.passkeys.sign_in import PasskeyLoginService
from pilothouse.access.identity.passwords import Passwords
from pilothouse.access.identity.recovery.service import RecoveryService
from pilothouse.access.identity.roles.service import RoleService
from pilothouse.access.identity.second_factor.policy import SignInPolicyService
from pilothouse.access.identity.second_factor.service import SecondFactorService
from pilothouse.access.identity.second_factor.sign_in import SecondStepService
from pilothouse.access.identity.service_accounts.service import ServiceAccountService
from pilothouse.access.identity.sessions.service import LoginService
from pilothouse.access.identity.sign_up.service import SignUpService
from pilothouse.access.identity.signing_keys import KeyStore, SigningKeys
from pilothouse.access.identity.teams.service import TeamService
from pilothouse.access.identity.users.service import UserService
from pilothouse.access.identity.verification.service import VerificationService
from pilothouse.access.settings import AccessSettings
from pilothouse.core.clock import Clock, SystemClock
from pilothouse.db.engine import Database
from pilothouse.notify.account import AccountMail
from pilothouse.notify.parts import Sealer


class Identity:
    """The services of identity, sharing one cache of credentials, one set of keys and one count of failures.

    Args:
        database: as the application role.
        settings: lifetimes and policies.
        secrets: where the signing keys are kept; any backend of `access.secrets`.
        allowed_origins: further origins whose pages may sign in and open WebSockets.
        mail: writes letters about accounts; without it whatever needs one answers that it is unavailable.
        public_url: of the dashboard, for links in letters.
        seal: of secrets in the database; without it nobody can have an authenticator app.
        clock: another one in tests.
    """

    def __init__(
        self,
        database: Database,
        settings: AccessSettings,
        secrets: KeyStore,
        *,
        allowed_origins: Collection[str] = (),
        mail: AccountMail | None = None,
        public_url: str = "",
        seal: Sealer | None = None,
        clock: Clock | None = None,
    ) -> None:
        clock = clock or SystemClock()
        self.settings = settings
        self.allowed_origins = allowed_origins
        self.seal = seal
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
        self.service_accounts = ServiceAccountService(database, cache, clock)
        self.teams = TeamService(database, cache)
        self.roles = RoleService(database, cache)
        parts = AccountParts(
            database, settings, clock, self.passwords, cache, failed_logins,
            LetterLimits(settings, clock), Links(public_url), mail, seal, public_url, allowed_origins,
        )  # fmt: skip
        self.recovery = RecoveryService(parts)
        self.verification = VerificationService(parts)
        self.invitations = InvitationService(parts)
        self.joining = JoiningService(parts, self.logins)
        self.sign_up = SignUpService(parts)
        self.devices = DeviceService(parts)
        self.second_factors = SecondFactorService(parts)
        self.second_steps = SecondStepService(parts, self.logins)
        self.organizations = OrganizationService(parts)
        self.sign_in_policies = SignInPolicyService(parts)
        challenges = Challenges(database, clock)
        self.passkeys = PasskeyService(parts, challenges)
        self.passkey_logins = PasskeyLoginService(parts, challenges, self.logins)
        issuers = {name: Issuer(each, partial(secrets.get, f"oidc_{name}")) for name, each in settings.oidc.items()}
        self.oidc = OidcService(parts, self.logins, OidcAccounts(parts, self.joining), issuers)
