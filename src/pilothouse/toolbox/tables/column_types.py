"""Text cells into numbers, dates and booleans, a column at a time. A column changes type only as a whole."""

import polars as pl

_MISSING = ["", "na", "n/a", "nan", "null", "none", "-", "--", "?", "#n/a", "missing", "not available"]
_TRUE, _FALSE = ["true", "yes"], ["false", "no"]
_TOLERATED = 0.02  # share of cells that may be unreadable in a column of numbers or dates; they become missing
_SAMPLE_ROWS = 1_000

_PLAIN_NUMBER = r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$"
_DECORATED_NUMBER = r"^\(?[-+]?\s?[$€£¥]?\s?[-+]?(\d{1,3}([, \x{00a0}]\d{3})+|\d+)(\.\d+)?\s?[%€£$]?\)?$"
_EUROPEAN_NUMBER = r"^[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?\s?[%€]?$"
_LEADING_ZERO = r"^0\d+$"

_DATES = [
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y",
    "%b %d %Y", "%b %d, %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%y",
    "%A, %B %d, %Y", "%a %b %d %Y", "%Y-%m", "%Y/%m", "%m/%Y", "%b %Y", "%b-%Y", "%b-%y",
]  # fmt: skip
_TIMES = ["%H:%M", "%H:%M:%S", "%H:%M:%S%.f", "%I:%M %p", "%I:%M:%S %p"]
_ZONES = ["", "Z", "%z", " UTC"]
_PLAUSIBLE_YEARS = (1000, 2300)


def infer_types(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Give every text column the type its cells have.

    Returns:
        The frame, and a note for each column where a few cells could not be read.
    """
    notes: list[str] = []
    columns: list[pl.Series] = []
    for column in frame:
        typed = infer_column(column) if column.dtype == pl.String else column
        lost = typed.null_count() - column.null_count() - _n_missing_words(column) if typed is not column else 0
        if lost > 0 and typed.dtype != pl.String:
            notes.append(f"{lost:,} cells of {column.name!r} are unreadable and count as missing.")
        columns.append(typed)
    return pl.DataFrame(columns), notes


def infer_column(column: pl.Series) -> pl.Series:
    """Return a text column as numbers, dates or booleans when (nearly) all of its cells are; else trimmed."""
    text = column.str.strip_chars()
    text = text.set(text.str.to_lowercase().is_in(_MISSING).fill_null(value=False), None)
    present = text.drop_nulls()
    if present.is_empty():
        return text
    sample = present.head(_SAMPLE_ROWS)
    for attempt in (_as_number, _as_boolean, _as_date):
        if attempt(sample) is not None and (typed := attempt(text)) is not None:
            return typed.rename(column.name)
    return text


def _n_missing_words(column: pl.Series) -> int:
    if column.dtype != pl.String:
        return 0
    return int(column.str.strip_chars().str.to_lowercase().is_in(_MISSING).sum() or 0)


def _enough(typed: pl.Series, text: pl.Series) -> bool:
    present = len(text) - text.null_count()
    return (len(typed) - typed.null_count()) >= present * (1 - _TOLERATED)


def _as_number(text: pl.Series) -> pl.Series | None:
    if text.str.contains(_LEADING_ZERO).any():
        return None  # a code such as a postcode: its zeros mean something
    for pattern, clean in ((_PLAIN_NUMBER, _plain), (_DECORATED_NUMBER, _decorated), (_EUROPEAN_NUMBER, _european)):
        fits = text.str.contains(pattern)
        if fits.sum() >= (len(text) - text.null_count()) * (1 - _TOLERATED):
            kept = text.set(~fits.fill_null(value=False), None)
            return _narrowed(clean(kept))
    return None


def _plain(text: pl.Series) -> pl.Series:
    return text.cast(pl.Float64, strict=False)


def _decorated(text: pl.Series) -> pl.Series:
    """Read "$1,234.50", "12 %", "(500)" for minus 500; a percent sign is dropped, the number stays as written."""
    sign = pl.select(pl.when(text.str.contains(r"^\(|-")).then(-1.0).otherwise(1.0)).to_series()
    return text.str.replace_all(r"[^\d.]", "").cast(pl.Float64, strict=False) * sign


def _european(text: pl.Series) -> pl.Series:
    return text.str.replace_all(r"[^\d,+-]", "").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def _narrowed(numbers: pl.Series) -> pl.Series:
    """Return whole numbers as integers."""
    finite = numbers.set(~numbers.is_finite().fill_null(value=True), None)
    largest = finite.abs().max()
    is_whole = isinstance(largest, float) and largest < 2**53 and bool((finite.drop_nulls() % 1 == 0).all())
    return finite.cast(pl.Int64) if is_whole else finite


def _as_boolean(text: pl.Series) -> pl.Series | None:
    lower = text.str.to_lowercase()
    if not lower.drop_nulls().is_in([*_TRUE, *_FALSE]).all():
        return None
    return lower.is_in(_TRUE).set(lower.is_null(), None)


def _as_date(text: pl.Series) -> pl.Series | None:
    if not text.str.contains(r"\d").any():
        return None
    formats = [(each, pl.Date) for each in _DATES]
    formats += [(f"{date}{gap}{time}{zone}", pl.Datetime("us"))
                for date in _DATES[:8] for gap in (" ", "T") for time in _TIMES for zone in _ZONES]  # fmt: skip
    sample = text.drop_nulls().head(20)
    for pattern, kind in formats:
        if sample.str.strptime(kind, pattern, strict=False).null_count():
            continue
        typed = text.str.strptime(kind, pattern, strict=False)
        if _enough(typed, text) and _is_plausible(typed):
            return typed.dt.replace_time_zone(None) if kind != pl.Date else typed
    return None


def _is_plausible(dates: pl.Series) -> bool:
    """Refuse a format that reads "1/2/20" as the year 20."""
    years = dates.drop_nulls().dt.year()
    return bool(years.is_between(*_PLAUSIBLE_YEARS).all())
