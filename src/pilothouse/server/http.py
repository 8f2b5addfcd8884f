"""How uvicorn speaks HTTP for us."""

import uvicorn
from starlette.types import ASGIApp

from pilothouse.server.packets import GatheringProtocol


def http_config(app: ASGIApp) -> uvicorn.Config:
    """Return how an application is served: strictly, in few packets, without telling what serves it."""
    return uvicorn.Config(
        app,
        http=GatheringProtocol,
        log_config=None,
        access_log=False,  # ours says more, in `server/middleware.py`
        proxy_headers=False,  # ours, in `server/edge.py`: only proxies that are named are believed
        server_header=False,
        date_header=True,
        lifespan="off",  # ours, in the command: a failed start is then one line for a person, not a traceback
        timeout_graceful_shutdown=10,
        ws_max_size=65_536,
    )
