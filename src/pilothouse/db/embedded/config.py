"""The settings of the server: safe on power loss, small enough for a laptop or a 1 GB machine."""

from pathlib import Path

FILE_NAME = "pilothouse.conf"
INCLUDE = f"\n# Rewritten by Pilothouse before each start. Change settings with ALTER SYSTEM.\ninclude '{FILE_NAME}'\n"

_SETTINGS = """\
# Written by Pilothouse before each start; what you change here is lost. Use ALTER SYSTEM, which comes after this file.
cluster_name = 'pilothouse'
listen_addresses = '{host}'
port = {port}
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'

max_connections = 200
shared_buffers = '128MB'
random_page_cost = 1.1          # solid-state disks
wal_compression = on
max_wal_size = '1GB'

fsync = on
full_page_writes = on
synchronous_commit = on         # the ledger relaxes it, transaction by transaction

timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
log_error_verbosity = terse     # details and statements hold people's data; the platform logs its own errors
log_min_error_statement = panic
log_checkpoints = off
"""


def render_settings(socket_dir: Path | None, port: int) -> str:
    """Write the settings for a server on a Unix socket, or on 127.0.0.1 when there is no place for a socket."""
    host = "127.0.0.1" if socket_dir is None else ""
    return _SETTINGS.format(host=host, port=port, socket_dir=_list_item(socket_dir) if socket_dir else "")


def _list_item(path: Path) -> str:
    # Two layers of quotes: an item of a list (double quotes, doubled inside) within a string of the settings file
    # (single quotes doubled, backslashes escaped).
    item = '"' + str(path).replace('"', '""') + '"'
    return item.replace("\\", "\\\\").replace("'", "''")
