"""What SQL tools share: one reading statement, checked twice, of PostgreSQL, SQLite, DuckDB or attached files."""
