"""Several things at once, in threads that begin together."""

from __future__ import annotations

import threading
from collections.abc import Callable


def together(*jobs: Callable[[], object], wait: float = 60) -> list[BaseException]:
    """Run them; what they raised. One that still waits after so many seconds fails the test."""
    ready = threading.Barrier(len(jobs))
    raised: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        ready.wait()
        try:
            job()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(job,), daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(wait)
    assert not any(thread.is_alive() for thread in threads), "somebody still waits"
    return raised


def at_once(*jobs: Callable[[], object], wait: float = 60) -> None:
    """The same; what one raised is raised here."""
    if raised := together(*jobs, wait=wait):
        raise raised[0]
