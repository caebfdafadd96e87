"""Servers under test: each in a process of its own on the first core; the load and the networks have the other."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import uvloop

from bench import worlds
from store.sealing import KeyRing

ROOT = Path(__file__).parent.parent
KEYS = KeyRing.new().text()
WITHIN = 30.0  # seconds until a server must listen


@dataclass
class Server:
    """A running server: its port, its process, and how long it took to listen."""

    name: str
    port: int
    process: psutil.Process
    started_in: float

    @property
    def cpu(self) -> float:
        """Seconds of CPU that it has used."""
        times = self.process.cpu_times()
        return times.user + times.system

    @property
    def resident(self) -> float:
        """Megabytes in memory."""
        return self.process.memory_info().rss / 1e6


def pin(core: int) -> None:
    """Keep this process on one core, where there are two and the system can."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {core})


def run(bench: Coroutine[Any, Any, None]) -> None:
    """Run a bench in this process, on the core that the servers under test leave free."""
    pin(1)
    uvloop.run(bench)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(world: worlds.World, api: str, port: int, database: str) -> dict[str, str]:
    """Settings of our service, and what the others need of the same."""
    found = {
        "MEIJAN_PORT": str(port),
        "MEIJAN_DATABASE_URL": database,
        "MEIJAN_PUBLIC_URL": worlds.PUBLIC,
        "MEIJAN_KEYS": KEYS,
        "MEIJAN_LOG_LEVEL": "WARNING",
        "PEER_DATABASE": database.removeprefix("sqlite:///") + ".peer",
    }
    if isinstance(world, worlds.Telegram):
        found |= {
            "MEIJAN_TELEGRAM_TOKEN": worlds.TOKEN,
            "MEIJAN_TELEGRAM_SECRET": worlds.SECRET,
            "MEIJAN_TELEGRAM_API": api,
            "MEIJAN_TELEGRAM_RATE": "0",
        }
    if isinstance(world, worlds.Twilio):
        found |= {
            "MEIJAN_TWILIO_ACCOUNT_SID": world.account_sid,
            "MEIJAN_TWILIO_AUTH_TOKEN": world.auth_token,
            "MEIJAN_TWILIO_NUMBER": world.number,
            "MEIJAN_TWILIO_API": api,
            "MEIJAN_SMS_RATE": "0",
        }
    return found


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder for a database, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="meijan-bench-") as name:
        yield Path(name)


@contextlib.asynccontextmanager
async def serving(name: str, command: list[str], env: Mapping[str, str], port: int) -> AsyncIterator[Server]:
    """Start a server, wait until it listens, end it. The networks answer meanwhile: some ask who they are first."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("MEIJAN_")}
    begun = time.perf_counter()
    process = start(command, {**clean, "PYTHONPATH": str(ROOT), **env})
    try:
        await _wait(process, port, begun)
        yield Server(name, port, psutil.Process(process.pid), time.perf_counter() - begun)
    finally:
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, 15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def start(command: list[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, env=env, cwd=ROOT, preexec_fn=lambda: pin(0))


async def _wait(process: subprocess.Popen[bytes], port: int, begun: float) -> None:
    while time.perf_counter() - begun < WITHIN:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        await asyncio.sleep(0.01)
    raise RuntimeError("a server under test did not start")


def command(name: str) -> list[str]:
    """ "ours", "floor", or a peer in the peers' own environment, which is made when it is missing."""
    if name == "ours":
        return [sys.executable, "-m", "meijan", "serve"]
    if name == "floor":
        return [sys.executable, "-m", "bench.floor"]
    return [str(peers_python()), "-m", f"bench.peers.{name}_app"]


def peers_python() -> Path:
    """The interpreter of the peers' environment."""
    home, wanted = ROOT / ".venv-peers", ROOT / "bench/peers/requirements.txt"
    python, stamp = home / "bin/python", home / ".stamp"
    if not stamp.exists() or stamp.read_bytes() != wanted.read_bytes():
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes", "-r"]
        subprocess.run([*pip, wanted], check=True)
        stamp.write_bytes(wanted.read_bytes())
    return python
