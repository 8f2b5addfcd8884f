"""Identity for routes: the services of this process, which its lifespan keeps in `app.state.identity`."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from pilothouse.access.identity.api_keys.service import ApiKeyService
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.roles.service import RoleService
from pilothouse.access.identity.sessions.service import LoginService
from pilothouse.access.identity.teams.service import TeamService
from pilothouse.access.identity.users.service import UserService
from pilothouse.core.principal import Principal


def get_identity(connection: HTTPConnection) -> Identity:
    """Return what the lifespan has built."""
    return connection.app.state.identity


IdentityDep = Annotated[Identity, Depends(get_identity)]


async def authenticate(connection: HTTPConnection) -> Principal:
    """Return who makes a request. Hand this to `server.app.build_app`: it waits for the lifespan to build the rest."""
    return await get_identity(connection).authenticate(connection)


def get_logins(identity: IdentityDep) -> LoginService:
    return identity.logins


def get_api_keys(identity: IdentityDep) -> ApiKeyService:
    return identity.api_keys


def get_users(identity: IdentityDep) -> UserService:
    return identity.users


def get_teams(identity: IdentityDep) -> TeamService:
    return identity.teams


def get_roles(identity: IdentityDep) -> RoleService:
    return identity.roles


LoginServiceDep = Annotated[LoginService, Depends(get_logins)]
ApiKeyServiceDep = Annotated[ApiKeyService, Depends(get_api_keys)]
UserServiceDep = Annotated[UserService, Depends(get_users)]
TeamServiceDep = Annotated[TeamService, Depends(get_teams)]
RoleServiceDep = Annotated[RoleService, Depends(get_roles)]
