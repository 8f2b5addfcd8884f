"""The gateway's routers, for `main` to join."""

from pilothouse.gateway.budgets.routes import router as budgets
from pilothouse.gateway.ledger.routes import router as requests
from pilothouse.gateway.routing.routes import router as models

routers = (models, budgets, requests)
