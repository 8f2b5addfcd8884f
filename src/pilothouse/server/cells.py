"""Values of a table as spreadsheets and text files take them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

# What Excel, LibreOffice and Google Sheets read as the beginning of a formula.
# Source: OWASP, "CSV injection", https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full width too
_LIST_SEPARATOR = "; "


def defused(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe before what would begin a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def as_text(value: Any) -> str:
    """Write a value into a cell of a text file: times as ISO 8601 in UTC, amounts as decimals, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:.6f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return defused(_LIST_SEPARATOR.join(value) if isinstance(value, list) else str(value))  # pyright: ignore[reportUnknownArgumentType]


def as_value(value: Any) -> Any:
    """Write a value into JSON: as it is, but for times and amounts, which are text as in `as_text`."""
    return as_text(value) if isinstance(value, datetime | Decimal) else value
