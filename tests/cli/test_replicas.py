"""Several processes on one port, as a person starts and loses them."""

import os
import signal
import time
from collections.abc import Callable

import httpx2
import psutil
import pytest

from tests.cli.conftest import PASSWORD, Served, Shell, serve


def replicas_of(served: Served) -> set[int]:
    """Return the processes that a server has made to answer beside it."""
    port = served.url.rpartition(":")[2]
    listed = psutil.process_iter(["pid", "cmdline"])
    return {each.pid for each in listed if {"--listen-fd", port} <= {*(each.info["cmdline"] or ())}}


def wait_for(is_so: Callable[[], bool], within_s: float = 60) -> None:
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


@pytest.mark.timeout(240)
def test_answer_together_come_again_and_end_together(shell: Shell) -> None:
    served = serve(shell, "--processes", "2", PILOTHOUSE_ADMIN_PASSWORD=PASSWORD)
    wait_for(lambda: len(replicas_of(served)) == 1)
    (first,) = replicas_of(served)
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: len(replicas_of(served) - {first}) == 1)
    assert served.ready()

    # the first process takes no connection meanwhile, so it is the other one that answers
    (second,) = replicas_of(served)
    os.kill(served.process.pid, signal.SIGSTOP)
    try:
        wait_for(served.ready)
        body = {"email": "admin@localhost", "password": PASSWORD, "delivery": "body"}
        answer = httpx2.post(f"{served.url}/api/v1/auth/login", json=body, timeout=30)
        assert answer.status_code == 200, answer.text
    finally:
        os.kill(served.process.pid, signal.SIGCONT)

    code, said = served.stop()
    assert (code, replicas_of(served)) == (0, set()), said
    assert "Stopped; nothing is lost" in said
    assert second != first


def test_end_when_the_first_one_is_killed(shell: Shell) -> None:
    served = serve(shell, "--processes", "2")
    wait_for(lambda: len(replicas_of(served)) == 1)
    served.stop(signal.SIGKILL)
    wait_for(lambda: not replicas_of(served))
