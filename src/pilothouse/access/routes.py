"""Every router of this room."""

from fastapi import APIRouter

from pilothouse.access.audit import routes as audit
from pilothouse.access.identity import jwks
from pilothouse.access.identity.api_keys import routes as api_keys
from pilothouse.access.identity.devices import routes as devices
from pilothouse.access.identity.invitations import routes as invitations
from pilothouse.access.identity.oidc import routes as oidc
from pilothouse.access.identity.organizations import routes as organizations
from pilothouse.access.identity.passkeys import routes as passkeys
from pilothouse.access.identity.recovery import routes as recovery
from pilothouse.access.identity.roles import routes as roles
from pilothouse.access.identity.second_factor import routes as second_factor
from pilothouse.access.identity.service_accounts import routes as service_accounts
from pilothouse.access.identity.sessions import routes as sessions
from pilothouse.access.identity.sign_up import routes as sign_up
from pilothouse.access.identity.teams import routes as teams
from pilothouse.access.identity.users import routes as users
from pilothouse.access.identity.verification import routes as verification
from pilothouse.access.security import routes as security

ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    sign_up.router,
    verification.router,
    recovery.router,
    second_factor.of_sign_in,
    second_factor.router,
    passkeys.of_sign_in,
    passkeys.router,
    oidc.router,
    devices.router,
    invitations.of_the_invited,
    api_keys.router,
    api_keys.of_organization,
    users.router,
    recovery.of_users,
    second_factor.of_users,
    second_factor.policy,
    service_accounts.router,
    invitations.router,
    teams.router,
    roles.router,
    roles.of_permissions,
    organizations.router,
    audit.router,
    jwks.router,
    *security.ROUTERS,
)
