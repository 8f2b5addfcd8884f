"""Where the statements of a script stand: each is a line, or all lines until its brackets are closed."""

from pilothouse.shield.code.pieces import Stretches

_MOST_LINES = 8_001
_MOST_LINES_IN_ONE = 60


def statements_of(text: str) -> Stretches:
    """Return where each statement starts and ends; what stays open at the end of a text is none."""
    starts, ends = list[int](), list[int]()
    start, depth, lines, end = 0, 0, 0, -1
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        place = end + 1
        end = place + len(line)
        if depth <= 0:
            if "(" not in line and "[" not in line:  # most lines
                if line and not line.isspace():
                    starts.append(place)
                    ends.append(end)
                continue
            start, depth, lines = place, 0, 0
        depth += line.count("(") + line.count("[") - line.count(")") - line.count("]")
        lines += 1
        if depth <= 0 or lines >= _MOST_LINES_IN_ONE or line.rstrip().endswith(";"):
            if not text[start:end].isspace():
                starts.append(start)
                ends.append(end)
            depth = 0
    return starts, ends
