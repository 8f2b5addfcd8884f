"""Every router of this room."""

from fastapi import APIRouter

from pilothouse.access.identity import jwks
from pilothouse.access.identity.api_keys import routes as api_keys
from pilothouse.access.identity.roles import routes as roles
from pilothouse.access.identity.sessions import routes as sessions
from pilothouse.access.identity.teams import routes as teams
from pilothouse.access.identity.users import routes as users

ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    api_keys.router,
    users.router,
    teams.router,
    roles.router,
    jwks.router,
)
