"""Row-level security: one rule for every table that holds tenants' rows.

The application role sees the rows of the organization its transaction is for. The owner role, as which the functions
in `functions/` run, sees all: it is subject to the same `FORCE`, by an explicit policy.
"""

from collections.abc import Iterable, Iterator

# `current_setting(…, true)` is null or '' outside a transaction for an organization: then nothing matches.
_MINE = "organization_id = nullif(current_setting('pilothouse.organization', true), '')::uuid"


def protect(table: str, rule: str = _MINE) -> Iterator[str]:
    """Yield the statements that put one table under row-level security."""
    yield f"alter table {table} enable row level security"
    yield f"alter table {table} force row level security"
    yield f"drop policy if exists tenant on {table}"
    yield f"create policy tenant on {table} using ({rule}) with check ({rule})"
    yield f"drop policy if exists owner on {table}"
    yield f"create policy owner on {table} to current_user using (true) with check (true)"


def protect_all(tables: Iterable[str]) -> Iterator[str]:
    """Yield the statements for many tables; an organization's own row is recognised by its id."""
    for table in tables:
        if table == "organization":
            yield from protect(table, _MINE.replace("organization_id", "id", 1))
        else:
            yield from protect(table)
