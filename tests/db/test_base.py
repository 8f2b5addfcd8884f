from sqlalchemy import DateTime

import pilothouse.main  # noqa: F401 - declares every table
from pilothouse.db.base import Base

TABLES = list(Base.metadata.tables.values())


class TestEveryTable:
    def test_keeps_times_with_their_zone_under_names_that_say_so(self):
        moments = [(table.name, column) for table in TABLES for column in table.columns
                   if isinstance(column.type, DateTime)]  # fmt: skip
        assert len(moments) > 20
        assert [f"{table}.{column.name}" for table, column in moments if not column.type.timezone] == []
        odd = {f"{table}.{column.name}" for table, column in moments if not column.name.endswith(("_at", "_until"))}
        assert odd == {
            "audit_event.at",
            "event.at",
            "mission_call.at",
            "security_event.at",
            "budget.counts_from",
            "spend_hour.hour",
        }

    def test_names_its_constraints_so_that_a_migration_can_drop_them(self):
        unnamed = [table.name for table in TABLES for constraint in table.constraints if constraint.name is None]
        assert unnamed == []
