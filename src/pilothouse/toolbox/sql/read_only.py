"""Tell a statement that only reads from every other one, by parsing it.

Nothing is searched for in the text. The statement is parsed, each node of its tree has to be of a kind on a list, each
function on another, and what the database gets is written anew from the tree: a comment, an odd quote or a second
statement that our parser and the database's would read differently does not survive that. The database refuses writes
a second time by itself; see the modules beside this one.
"""

import logging
from collections.abc import Collection
from functools import cache
from typing import Any, Literal, TypeAlias

from pilothouse.toolbox.sql.errors import NotReadOnly, QueryBroken
from pilothouse.toolbox.sql.functions import REFUSED_FUNCTIONS, reading_functions

Dialect: TypeAlias = Literal["postgres", "sqlite", "duckdb"]

MAX_QUERY_CHARS = 20_000

# Kinds of nodes that a reading query is made of, by their names in sqlglot. What is missing here is refused: every
# command, every change of data or tables, SELECT INTO, FOR UPDATE, and whatever a later sqlglot learns to parse.
_READING_NODES = """
    Add Adjacent Alias Aliases All Any AtTimeZone Between BitString BitwiseAnd BitwiseLeftShift BitwiseNot BitwiseOr
    BitwiseRightShift BitwiseXor Boolean Bracket ByteString CTE Column ColumnDef ColumnPrefix Comprehension Cube DPipe
    DataType DataTypeParam Distance DistanceNd Distinct Div Dot EQ Escape Except ExtendsLeft ExtendsRight Fetch Filter
    ForIn From GT GTE Glob Group GroupingSets Having HavingMax HexString ILike Identifier IgnoreNulls In IntDiv
    Intersect Interval IntervalSpan Is JSON JSONColumnDef JSONKeyValue JSONPath JSONPathFilter JSONPathKey
    JSONPathPart JSONPathRecursive JSONPathRoot JSONPathSelector JSONPathSlice JSONPathSubscript JSONPathUnion
    JSONPathWildcard JSONSchema JSONValue Join Kwarg LT LTE Lambda Lateral Like Limit LimitOptions Literal Mod Mul NEQ
    National Neg Not Null NullSafeEQ NullSafeNEQ Offset Operator Order Ordered Overlaps Paren PercentileCont
    PercentileDisc Pivot PivotAlias PivotAny PositionalColumn PropertyEQ PseudoType Qualify RawString
    RecursiveWithSearch RespectNulls Rollup Select SetOperation SimilarTo Slice Star Sub Subquery Table TableAlias
    TableColumn TableFromRows TableSample Tuple Unary UnicodeString Union UnpivotColumns Values Var Variadic Where
    Window WindowSpec With WithOperator WithinGroup XMLNamespace
"""


def only_reading(query: str, dialect: Dialect, *, more_functions: Collection[str] = ()) -> str:
    """Return a query, written anew, that can only read.

    Args:
        query: one SELECT, VALUES or WITH … SELECT.
        dialect: of the database.
        more_functions: names of its own functions that an operator knows to only read.

    Raises:
        NotReadOnly: it is something else, several statements, or calls a function that is not known to only read.
        QueryBroken: it cannot be parsed, is empty, or is longer than 20,000 characters.
    """
    statement = _parsed(query, dialect)
    allowed = reading_functions(dialect) | {name.lower() for name in more_functions}
    for node in statement.walk():
        _check_node(node, allowed)
    return statement.sql(dialect=dialect, comments=False)


def _parsed(query: str, dialect: Dialect) -> Any:
    sqlglot = _sqlglot()
    if len(query) > MAX_QUERY_CHARS:
        raise QueryBroken(f"The query has {len(query):,} characters; at most {MAX_QUERY_CHARS:,} are taken.")
    if "\x00" in query:
        raise QueryBroken("The query holds a NUL character.")
    try:
        statements = [each for each in sqlglot.parse(query, dialect=dialect) if each is not None]
    except (sqlglot.errors.SqlglotError, RecursionError, ValueError) as error:
        raise QueryBroken(f"The query cannot be read as {dialect} SQL: {_first_line(error)}.") from error
    if not statements:
        raise QueryBroken("The query is empty.")
    if len(statements) > 1:
        raise NotReadOnly(f"The query holds {len(statements)} statements; send one at a time.")
    if not isinstance(statements[0], sqlglot.exp.Query | sqlglot.exp.Values | sqlglot.exp.Pivot):
        raise NotReadOnly(f"Only SELECT is run here, and this is {_words(statements[0])}.")
    return statements[0]


def _check_node(node: Any, allowed_functions: Collection[str]) -> None:
    exp = _sqlglot().exp
    kind = type(node).__name__
    if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc | exp.CombinedAggFunc | exp.ParameterizedAgg):
        name = str(node.name).lower()
        if name not in allowed_functions:
            raise NotReadOnly(f"The function {name} is not known to only read, so it is not called from here.")
    elif isinstance(node, exp.Func):
        if kind in REFUSED_FUNCTIONS:
            raise NotReadOnly(f"The function {node.sql_name().lower()} may do more than read.")
    elif kind == "Table" and _tells_of_the_engine(str(node.name).lower()):
        raise NotReadOnly(f"{node.name} is the database's own, and not read from here.")
    elif kind not in _reading_nodes():
        raise NotReadOnly(f"Only SELECT is run here, and the query holds {_words(node)}.")


def _tells_of_the_engine(table: str) -> bool:
    """Tell tables that are commands in disguise, such as SQLite's pragma_journal_mode, or its raw pages."""
    return table.startswith("pragma_") or table in {"dbstat", "sqlite_dbpage"}


@cache
def _reading_nodes() -> frozenset[str]:
    return frozenset(_READING_NODES.split())


def _words(node: Any) -> str:
    """Name a node as a person would: an Insert "INSERT", a Command by its own first word."""
    name = str(node.this) if type(node).__name__ == "Command" else type(node).__name__
    return {"Into": "SELECT INTO", "Lock": "FOR UPDATE or FOR SHARE", "TruncateTable": "TRUNCATE"}.get(
        name, name.upper()
    )


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:300].rstrip(".") if lines else "it is nested too deep"


@cache
def _sqlglot() -> Any:
    """Import the parser on first use: it takes a third of a second, and most processes never see a query."""
    import sqlglot

    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of each statement that we are about to refuse
    return sqlglot
