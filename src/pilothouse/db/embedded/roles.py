"""The two roles, the database and the vector extension. Laid anew at every start, so a half-made one is completed.

`pilothouse_owner` owns the database and runs migrations; it may make further databases, which restoring a backup beside
the live one needs. `pilothouse_app` serves requests: it owns nothing and cannot step around row-level security.
"""

import subprocess

from pilothouse.db.embedded.credentials import APP, DATABASE, OWNER, Credentials
from pilothouse.db.embedded.errors import ClusterFailedToStart, DiskFull, is_disk_full
from pilothouse.db.embedded.layout import Layout
from pilothouse.db.embedded.probe import Address

_PLAIN = "login nosuperuser nocreaterole noreplication nobypassrls"

# Each part waits for its own turn, since the psql of a process that was killed lives on until it is through.
_TURN = "select pg_advisory_lock(7310440);"

# `vector` may only be created by a superuser. It also goes into template1, so databases made later have it as well.
_SQL = f"""\
{_TURN}
set client_min_messages = warning;
select format('create role %I', name) from (values ('{OWNER}'), ('{APP}')) as wanted (name)
 where not exists (select from pg_roles where rolname = name) \\gexec
alter role {OWNER} with {_PLAIN} createdb password :'owner_password';
alter role {APP} with {_PLAIN} nocreatedb password :'app_password';
select 'create database {DATABASE} owner {OWNER}'
 where not exists (select from pg_database where datname = '{DATABASE}') \\gexec
revoke all on database {DATABASE} from public;
grant connect, temporary on database {DATABASE} to {APP};
\\connect {DATABASE}
{_TURN}
create extension if not exists vector;
alter extension vector update;
\\connect template1
{_TURN}
create extension if not exists vector;
alter extension vector update;
"""  # noqa: S608  our own constants


def ensure_roles(layout: Layout, address: Address, credentials: Credentials) -> None:
    """Create what is missing and set the passwords to those of the file.

    Raises:
        DiskFull, ClusterFailedToStart: the server refused.
    """
    # Passwords go in as psql variables through its input: arguments of a process are readable to everybody.
    variables = (
        f"\\set owner_password '{credentials.owner_password}'\n\\set app_password '{credentials.app_password}'\n"
    )
    try:
        result = address.psql(credentials.superuser_password, "--set=ON_ERROR_STOP=1", sql=variables + _SQL)
    except subprocess.TimeoutExpired as error:
        raise ClusterFailedToStart("The database took a minute and did not create its roles.", log="") from error
    if result.returncode == 0:
        return
    if is_disk_full(result.stderr):
        raise DiskFull(layout.home, log=result.stderr.strip())
    raise ClusterFailedToStart("The database's roles could not be created.", log=result.stderr.strip())
