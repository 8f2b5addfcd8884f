"""Lists of statements, a line each; headings begin with "# ", and escapes such as \\n stand for what they mean."""

import re
from pathlib import Path

HERE = Path(__file__).parent


def statements(folder: str, dialect: str) -> list[str]:
    """Read a list: folder is "reads" or "writes". What no dialect may do stands in common.sql."""
    files = [HERE / folder / "common.sql", HERE / folder / f"{dialect}.sql"]
    lines = [line for file in files if file.exists() for line in file.read_text().splitlines()]
    return [_unescaped(line) for line in lines if line and not line.startswith("# ")]


def _unescaped(line: str) -> str:
    named = {"\\n": "\n", "\\t": "\t", "\\r": "\r"}
    marked = re.sub(r"(?<!\\)\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), line)
    return re.sub(r"(?<!\\)\\[ntr]", lambda found: named[found[0]], marked).replace("\\\\", "\\")
