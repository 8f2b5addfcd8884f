"""`pilothouse worker`: a process that runs missions."""

import uvloop

from pilothouse.cli.options import DataDir, ProjectDir, settings_from
from pilothouse.cli.output import err, friendly_errors
from pilothouse.worker.main import run_worker


def worker(data_dir: DataDir = None, project: ProjectDir = None) -> None:
    """Run missions and background jobs beside `serve`; start as many as you like, on any machine.

    All workers and servers of an installation share one database (`DATABASE_URL`, or one data directory).
    """
    with friendly_errors():
        settings = settings_from(data_dir, project=project)
        uvloop.run(run_worker(settings, lambda message: err.print(message, highlight=False)))
