"""Tools of a project, for tests of the page: one asks a person first, one takes its time, one shows what it found."""

import asyncio
from typing import Literal

from pydantic import BaseModel

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolFailed
from pilothouse.agents.tool import tool


class Letter(BaseModel):
    """A letter that went out."""

    finding: str


@tool(confirm=True, category="connector")
async def send_letter(
    ctx: ToolContext,
    to: str,
    text: str,
    copies: int = 1,
    tone: Literal["plain", "warm"] = "plain",
    urgent: bool = False,  # noqa: FBT001, FBT002 - a tool's arguments come by name
) -> Letter:
    """Send a letter by post.

    Args:
        to: who gets it, with the address.
        text: what it says.
        copies: how many are sent, 1 to 9.
        tone: how it is worded.
        urgent: whether it goes by courier.
    """
    del ctx, text, tone
    return Letter(finding=f"Sent {copies} to {to}{' by courier' if urgent else ''}.")


@tool(category="connector")
async def look_around(ctx: ToolContext, steps: int = 4, pause_s: float = 0.0) -> Letter:
    """Look around step by step, and show what was found.

    Args:
        steps: how many looks.
        pause_s: time between two, in seconds.
    """
    for step in range(steps):
        ctx.progress((step + 1) / steps, f"Look {step + 1} of {steps}")
        await asyncio.sleep(pause_s)
    ctx.cite("Field notes", "https://notes.example/42", "The east gate was open.")
    ctx.cite("Atlas", "atlas.pdf, page 3")
    notes = "# Field notes\n\nThe east gate was open."
    await ctx.artifacts.save("markdown", "notes.md", "Field notes", notes, "text/markdown")
    return Letter(finding=f"Looked {steps} times.")


@tool(category="connector")
async def break_down(ctx: ToolContext) -> Letter:
    """Fail, always."""
    del ctx
    raise ToolFailed("The gate is locked.")
