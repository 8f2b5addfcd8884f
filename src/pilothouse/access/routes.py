"""Every router of this room."""

from fastapi import APIRouter

from pilothouse.access.identity import jwks
from pilothouse.access.identity.api_keys import routes as api_keys
from pilothouse.access.identity.devices import routes as devices
from pilothouse.access.identity.invitations import routes as invitations
from pilothouse.access.identity.recovery import routes as recovery
from pilothouse.access.identity.roles import routes as roles
from pilothouse.access.identity.sessions import routes as sessions
from pilothouse.access.identity.sign_up import routes as sign_up
from pilothouse.access.identity.teams import routes as teams
from pilothouse.access.identity.users import routes as users
from pilothouse.access.identity.verification import routes as verification

ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    sign_up.router,
    verification.router,
    recovery.router,
    devices.router,
    invitations.of_the_invited,
    api_keys.router,
    users.router,
    recovery.of_users,
    invitations.router,
    teams.router,
    roles.router,
    jwks.router,
)
