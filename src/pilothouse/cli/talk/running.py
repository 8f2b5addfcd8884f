"""One run, from its first event to its end: shown, stopped by Ctrl+C, its approvals asked for."""

from contextlib import aclosing

from pilothouse.cli.output import err
from pilothouse.cli.talk.deciding import decide_all
from pilothouse.cli.talk.following import Followed, follow
from pilothouse.cli.talk.interrupt import on_interrupt
from pilothouse.cli.talk.line import Line
from pilothouse.cli.talk.screens import Screen
from pilothouse.client import AsyncPilothouse


async def run_to_end(api: AsyncPilothouse, run: Followed, screen: Screen, line: Line | None = None) -> Followed:
    """Show a run until it is over, or waits for somebody who is not asked here.

    Args:
        api: where it is at work.
        run: what to begin or go on with; holds what was read when this returns.
        screen: where it is shown.
        line: to ask the person on; None when nobody is there.
    """

    async def stop() -> None:
        await run.begun.wait()
        err.print("[dim]Stopping; what was said is kept.[/dim]")
        await api.runs.stop(run.run_id)

    while True:
        try:
            async with on_interrupt(stop), aclosing(follow(api, run)) as events:
                async for event in events:
                    screen.show(event)
        finally:
            screen.close()
        if run.state != "waiting" or line is None or not await decide_all(api, line, run.approvals):
            return run
