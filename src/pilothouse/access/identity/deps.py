"""Identity for routes: the services of this process, which its lifespan keeps in `app.state.identity`."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from pilothouse.access.identity.api_keys.service import ApiKeyService
from pilothouse.access.identity.devices.service import DeviceService
from pilothouse.access.identity.errors import PersonNeeded
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.invitations.joining import JoiningService
from pilothouse.access.identity.invitations.service import InvitationService
from pilothouse.access.identity.oidc.service import OidcService
from pilothouse.access.identity.organizations.service import OrganizationService
from pilothouse.access.identity.passkeys.service import PasskeyService
from pilothouse.access.identity.passkeys.sign_in import PasskeyLoginService
from pilothouse.access.identity.recovery.service import RecoveryService
from pilothouse.access.identity.roles.service import RoleService
from pilothouse.access.identity.second_factor.policy import SignInPolicyService
from pilothouse.access.identity.second_factor.service import SecondFactorService
from pilothouse.access.identity.second_factor.sign_in import SecondStepService
from pilothouse.access.identity.service_accounts.service import ServiceAccountService
from pilothouse.access.identity.sessions.service import LoginService
from pilothouse.access.identity.sign_up.service import SignUpService
from pilothouse.access.identity.teams.service import TeamService
from pilothouse.access.identity.users.service import UserService
from pilothouse.access.identity.verification.service import VerificationService
from pilothouse.core.principal import Principal
from pilothouse.server.auth import CurrentPrincipal


async def get_identity(connection: HTTPConnection) -> Identity:
    """Return what the lifespan has built."""
    return connection.app.state.identity


IdentityDep = Annotated[Identity, Depends(get_identity)]


async def authenticate(connection: HTTPConnection) -> Principal:
    """Return who makes a request. Hand this to `server.app.build_app`: it waits for the lifespan to build the rest."""
    return await (await get_identity(connection)).authenticate(connection)


async def signed_in_person(who: CurrentPrincipal) -> Principal:
    """Return who asks, if it is a person who signed in: a key that leaks must not change whose account it is.

    Raises:
        PersonNeeded: it is an API key or a service account.
    """
    if who.kind != "user":
        raise PersonNeeded
    return who


SignedInPerson = Annotated[Principal, Depends(signed_in_person)]


async def get_logins(identity: IdentityDep) -> LoginService:
    return identity.logins


async def get_api_keys(identity: IdentityDep) -> ApiKeyService:
    return identity.api_keys


async def get_users(identity: IdentityDep) -> UserService:
    return identity.users


async def get_service_accounts(identity: IdentityDep) -> ServiceAccountService:
    return identity.service_accounts


async def get_teams(identity: IdentityDep) -> TeamService:
    return identity.teams


async def get_roles(identity: IdentityDep) -> RoleService:
    return identity.roles


async def get_recovery(identity: IdentityDep) -> RecoveryService:
    return identity.recovery


async def get_verification(identity: IdentityDep) -> VerificationService:
    return identity.verification


async def get_invitations(identity: IdentityDep) -> InvitationService:
    return identity.invitations


async def get_joining(identity: IdentityDep) -> JoiningService:
    return identity.joining


async def get_sign_up(identity: IdentityDep) -> SignUpService:
    return identity.sign_up


async def get_devices(identity: IdentityDep) -> DeviceService:
    return identity.devices


async def get_second_factors(identity: IdentityDep) -> SecondFactorService:
    return identity.second_factors


async def get_second_steps(identity: IdentityDep) -> SecondStepService:
    return identity.second_steps


async def get_sign_in_policies(identity: IdentityDep) -> SignInPolicyService:
    return identity.sign_in_policies


async def get_organizations(identity: IdentityDep) -> OrganizationService:
    return identity.organizations


async def get_passkeys(identity: IdentityDep) -> PasskeyService:
    return identity.passkeys


async def get_passkey_logins(identity: IdentityDep) -> PasskeyLoginService:
    return identity.passkey_logins


async def get_oidc(identity: IdentityDep) -> OidcService:
    return identity.oidc


LoginServiceDep = Annotated[LoginService, Depends(get_logins)]
ApiKeyServiceDep = Annotated[ApiKeyService, Depends(get_api_keys)]
UserServiceDep = Annotated[UserService, Depends(get_users)]
ServiceAccountServiceDep = Annotated[ServiceAccountService, Depends(get_service_accounts)]
TeamServiceDep = Annotated[TeamService, Depends(get_teams)]
RoleServiceDep = Annotated[RoleService, Depends(get_roles)]
RecoveryServiceDep = Annotated[RecoveryService, Depends(get_recovery)]
VerificationServiceDep = Annotated[VerificationService, Depends(get_verification)]
InvitationServiceDep = Annotated[InvitationService, Depends(get_invitations)]
JoiningServiceDep = Annotated[JoiningService, Depends(get_joining)]
SignUpServiceDep = Annotated[SignUpService, Depends(get_sign_up)]
DeviceServiceDep = Annotated[DeviceService, Depends(get_devices)]
SecondFactorServiceDep = Annotated[SecondFactorService, Depends(get_second_factors)]
SecondStepServiceDep = Annotated[SecondStepService, Depends(get_second_steps)]
SignInPolicyServiceDep = Annotated[SignInPolicyService, Depends(get_sign_in_policies)]
OrganizationServiceDep = Annotated[OrganizationService, Depends(get_organizations)]
PasskeyServiceDep = Annotated[PasskeyService, Depends(get_passkeys)]
PasskeyLoginServiceDep = Annotated[PasskeyLoginService, Depends(get_passkey_logins)]
OidcServiceDep = Annotated[OidcService, Depends(get_oidc)]
