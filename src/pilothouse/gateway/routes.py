"""The gateway's routers, for `main` to join."""

from pilothouse.gateway.budgets.routes import router as budgets
from pilothouse.gateway.catalog.routes import router as catalog
from pilothouse.gateway.ledger.routes import router as requests
from pilothouse.gateway.limits.routes import router as limits
from pilothouse.gateway.routing.connections.routes import router as connections
from pilothouse.gateway.routing.model_routes.routes import router as model_routes
from pilothouse.gateway.routing.routes import providers
from pilothouse.gateway.routing.routes import router as models

routers = (catalog, models, providers, connections, model_routes, budgets, limits, requests)
