"""From a node of a syntax tree to characters of the text."""

import ast
from collections.abc import Callable

Locate = Callable[[ast.AST], tuple[int, int]]


class Places:
    """Knows where each line of a text begins."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        for line in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def after_line(self, first: int) -> Locate:
        """Return what locates the nodes of an island that begins on a line, from 0."""

        def locate(node: ast.AST) -> tuple[int, int]:
            start = self._place(first + getattr(node, "lineno", 1), getattr(node, "col_offset", 0))
            end_line = getattr(node, "end_lineno", None) or 1
            return start, max(start, self._place(first + end_line, getattr(node, "end_col_offset", None) or 0))

        return locate

    def _place(self, line: int, column: int) -> int:
        """Return the character of a line, from 1, and a column in UTF-8 bytes, as `ast` counts."""
        start = self._starts[min(line - 1, len(self._starts) - 1)]
        part = self._text[start : start + column]
        if not part.isascii():
            part = (
                self._text[start : start + column].encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore")
            )
        return min(start + len(part), len(self._text))
