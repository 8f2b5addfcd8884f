"""PostgreSQL: tables' base, sessions that see one organization, migrations, and the embedded server."""
