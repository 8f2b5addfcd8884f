"""What routes over the ledger and its windows ask for."""

from fastapi import Depends, Request


async def settled(request: Request) -> None:
    """Wait until what this process has settled is booked: answers on the wires go out a moment earlier."""
    await request.app.state.gateway.settled()


AFTER_SETTLEMENTS = Depends(settled)
