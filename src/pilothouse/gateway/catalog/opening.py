"""Which price table counts: the one that somebody stored, or else the one that came with the package."""

from pathlib import Path

from pilothouse.gateway.catalog.snapshot import PriceTable, bundled


def open_table(path: Path | None) -> PriceTable:
    """Open the table that was stored at a path, the bundled one when there is none.

    Raises:
        InvalidInput: the file is no price table.
    """
    if path is None or not path.is_file():
        return bundled()
    # here, since few installations have one, and checking it takes a library that is slow to import
    from pilothouse.gateway.catalog.price_file import read_table

    return read_table(path)
