"""Every router of this room."""

from pilothouse.access.security.checks import routes as checks
from pilothouse.access.security.events import routes as events
from pilothouse.access.security.incidents import routes as incidents
from pilothouse.access.security.policies import routes as policies
from pilothouse.access.security.scans import routes as scans
from pilothouse.access.security.trust import routes as trust

ROUTERS = (
    policies.router,
    events.router,
    incidents.router,
    trust.router,
    checks.router,
    scans.router,
)
