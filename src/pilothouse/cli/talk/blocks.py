"""Markdown that is still being written, cut into blocks that are finished and a rest that is not."""

import re

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def split_blocks(text: str) -> tuple[list[str], str]:
    """Cut a text behind each empty line that ends a paragraph, list or table; code between fences stays whole.

    Returns:
        The finished blocks and the rest; joined they are the text again.
    """
    blocks: list[str] = []
    block, fence = "", ""
    lines = text.splitlines(keepends=True)
    for index, line in enumerate(lines):
        if not line.endswith("\n"):
            return blocks, block + "".join(lines[index:])
        block += line
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif found and fence and found[1].startswith(fence) and not line.strip(" \n`~"):
            fence = ""
        elif not line.strip() and not fence:
            blocks.append(block)
            block = ""
    return blocks, block
