"""A server's REST API from Python, typed, with and without asyncio.

`schemas.py` and `resources/` are written from the OpenAPI document by `python -m scripts.reference`.
"""

from pilothouse.client.errors import ApiError
from pilothouse.client.events import Event
from pilothouse.client.listing import AsyncListing, Listing, Page
from pilothouse.client.pilothouse import AsyncPilothouse, Pilothouse
from pilothouse.core.errors import Unavailable

__all__ = ["ApiError", "AsyncListing", "AsyncPilothouse", "Event", "Listing", "Page", "Pilothouse", "Unavailable"]
