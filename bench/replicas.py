"""Replicas as whoever tries them sees them: start, kill, freeze, wake."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from bench.replica import Order

START_SECONDS = 60.0
ROOT = Path(__file__).parents[1]


class Replica:
    """One process of the service."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.ready, self.gone = asyncio.Event(), asyncio.Event()

    async def kill(self) -> None:
        """kill -9; returns when the process is no more."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        await asyncio.wait_for(self.gone.wait(), START_SECONDS)

    def freeze(self) -> None:
        os.kill(self.pid, signal.SIGSTOP)

    def wake(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    @property
    def frozen(self) -> bool:
        """Whether the process is stopped, by us or by itself."""
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


class Nursery:
    """The process that forks replicas, and what it tells of them."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.replicas: dict[int, Replica] = {}
        self._started: asyncio.Queue[Replica] = asyncio.Queue()

    async def start(self, order: Order) -> Replica:
        """A new replica, not ready yet: `await replica.ready.wait()`."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
        return await asyncio.wait_for(self._started.get(), START_SECONDS)

    async def listen(self) -> None:
        """Take news until the process ends."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            told = json.loads(line)
            replica = self.replicas.setdefault(told["pid"], Replica(told["pid"]))
            match told["news"]:
                case "started":
                    self._started.put_nowait(replica)
                case "ready":
                    replica.ready.set()
                case "gone":
                    replica.gone.set()
                    del self.replicas[replica.pid]


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """A nursery; it and all its replicas are gone afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.replica",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    made = Nursery(process)
    listening = asyncio.create_task(made.listen())
    try:
        itself = made.replicas[process.pid] = Replica(process.pid)
        await asyncio.wait_for(itself.ready.wait(), START_SECONDS)
        yield made
    finally:
        process.kill()  # its replicas die with it
        await process.wait()
        listening.cancel()
