# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Resources of the API."""

from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.resources.agents import Agents, AsyncAgents
from pilothouse.client.resources.analytics import Analytics, AsyncAnalytics
from pilothouse.client.resources.approvals import Approvals, AsyncApprovals
from pilothouse.client.resources.artifacts import Artifacts, AsyncArtifacts
from pilothouse.client.resources.audit import AsyncAudit, Audit
from pilothouse.client.resources.auth import AsyncAuth, Auth
from pilothouse.client.resources.budgets import AsyncBudgets, Budgets
from pilothouse.client.resources.catalog import AsyncCatalog, Catalog
from pilothouse.client.resources.chat import AsyncChat, Chat
from pilothouse.client.resources.connections import AsyncConnections, Connections
from pilothouse.client.resources.files import AsyncFiles, Files
from pilothouse.client.resources.invitations import AsyncInvitations, Invitations
from pilothouse.client.resources.keys import AsyncKeys, Keys
from pilothouse.client.resources.limits import AsyncLimits, Limits
from pilothouse.client.resources.missions import AsyncMissions, Missions
from pilothouse.client.resources.model_routes import AsyncModelRoutes, ModelRoutes
from pilothouse.client.resources.models import AsyncModels, Models
from pilothouse.client.resources.notifications import AsyncNotifications, Notifications
from pilothouse.client.resources.organization import AsyncOrganization, Organization
from pilothouse.client.resources.permissions import AsyncPermissions, Permissions
from pilothouse.client.resources.providers import AsyncProviders, Providers
from pilothouse.client.resources.requests import AsyncRequests, Requests
from pilothouse.client.resources.roles import AsyncRoles, Roles
from pilothouse.client.resources.runs import AsyncRuns, Runs
from pilothouse.client.resources.security import AsyncSecurity, Security
from pilothouse.client.resources.service_accounts import AsyncServiceAccounts, ServiceAccounts
from pilothouse.client.resources.sign_in_policy import AsyncSignInPolicy, SignInPolicy
from pilothouse.client.resources.teams import AsyncTeams, Teams
from pilothouse.client.resources.tools import AsyncTools, Tools
from pilothouse.client.resources.users import AsyncUsers, Users


class Resources:
    """Every resource of the API, by the first word of its address."""

    def __init__(self, connection: Connection) -> None:
        self.agents = Agents(connection)
        self.analytics = Analytics(connection)
        self.approvals = Approvals(connection)
        self.artifacts = Artifacts(connection)
        self.audit = Audit(connection)
        self.auth = Auth(connection)
        self.budgets = Budgets(connection)
        self.catalog = Catalog(connection)
        self.chat = Chat(connection)
        self.connections = Connections(connection)
        self.files = Files(connection)
        self.invitations = Invitations(connection)
        self.keys = Keys(connection)
        self.limits = Limits(connection)
        self.missions = Missions(connection)
        self.model_routes = ModelRoutes(connection)
        self.models = Models(connection)
        self.notifications = Notifications(connection)
        self.organization = Organization(connection)
        self.permissions = Permissions(connection)
        self.providers = Providers(connection)
        self.requests = Requests(connection)
        self.roles = Roles(connection)
        self.runs = Runs(connection)
        self.security = Security(connection)
        self.service_accounts = ServiceAccounts(connection)
        self.sign_in_policy = SignInPolicy(connection)
        self.teams = Teams(connection)
        self.tools = Tools(connection)
        self.users = Users(connection)


class AsyncResources:
    """Every resource of the API, by the first word of its address."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.agents = AsyncAgents(connection)
        self.analytics = AsyncAnalytics(connection)
        self.approvals = AsyncApprovals(connection)
        self.artifacts = AsyncArtifacts(connection)
        self.audit = AsyncAudit(connection)
        self.auth = AsyncAuth(connection)
        self.budgets = AsyncBudgets(connection)
        self.catalog = AsyncCatalog(connection)
        self.chat = AsyncChat(connection)
        self.connections = AsyncConnections(connection)
        self.files = AsyncFiles(connection)
        self.invitations = AsyncInvitations(connection)
        self.keys = AsyncKeys(connection)
        self.limits = AsyncLimits(connection)
        self.missions = AsyncMissions(connection)
        self.model_routes = AsyncModelRoutes(connection)
        self.models = AsyncModels(connection)
        self.notifications = AsyncNotifications(connection)
        self.organization = AsyncOrganization(connection)
        self.permissions = AsyncPermissions(connection)
        self.providers = AsyncProviders(connection)
        self.requests = AsyncRequests(connection)
        self.roles = AsyncRoles(connection)
        self.runs = AsyncRuns(connection)
        self.security = AsyncSecurity(connection)
        self.service_accounts = AsyncServiceAccounts(connection)
        self.sign_in_policy = AsyncSignInPolicy(connection)
        self.teams = AsyncTeams(connection)
        self.tools = AsyncTools(connection)
        self.users = AsyncUsers(connection)
