"""Every router of this room."""

from fastapi import APIRouter

from pilothouse.notify.deliveries import routes as deliveries
from pilothouse.notify.endpoints import routes as endpoints
from pilothouse.notify.preferences import routes as preferences

ROUTERS: tuple[APIRouter, ...] = (endpoints.router, preferences.router, deliveries.router)
