"""The PostgreSQL that comes with Pilothouse: started on first use, shared by processes, stopped by the last of them.

`start_cluster` and `stop_cluster` are plain blocking functions; async callers use `asyncio.to_thread`.
"""

from pilothouse.db.embedded.binaries import pg_binary
from pilothouse.db.embedded.cluster import Cluster, revive_cluster, start_cluster, stop_cluster

__all__ = ["Cluster", "pg_binary", "revive_cluster", "start_cluster", "stop_cluster"]
