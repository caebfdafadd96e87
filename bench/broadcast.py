"""A broadcast: its speed against a bare loop, its memory, its pace at 25 a second; and how fast rows are claimed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
from sqlalchemy import select

from bench import report, servers
from bench.bulk import fill
from bench.worlds import Telegram
from meijan.demo.telegram_limits import Limits
from store import leases, outbox
from store.database import Database
from store.models.outbox import Outbox, OutboxState
from store.sql import table

ROWS, BARE, PACED, CLAIMED = 100_000, 30_000, 750, 50_000
AT_ONCE = 64


async def broadcast() -> None:
    """The whole of it."""
    with servers.folder() as folder:
        bare = [await _bare(BARE)]
        fast = await _sent(folder / "fast.db", ROWS, Telegram(), "0")
        bare.append(await _bare(BARE))
        paced = await _sent(folder / "paced.db", PACED, Telegram(Limits.like_telegram()), "25")
        claims = {"SQLite": _claims(f"sqlite:///{_filled(folder / 'claim.db', CLAIMED)}")}
        claims["PostgreSQL"] = _claims_postgres(folder)
    rate, memory, _ = fast
    head = ["", "measured", "goal"]
    ratio = rate / report.median(bare)
    rows = [
        [f"{ROWS:,} rows without limits", f"{rate:.0f}/s", ""],
        ["bare loop before and after", f"{bare[0]:.0f}/s, {bare[1]:.0f}/s", ""],
        ["of the bare loop", f"**{ratio:.2f}**", "≥ 0.5"],
        ["memory from a tenth to the end, MB", f"{memory[0]:.0f} … {memory[1]:.0f}", "± 20"],
        *[[f"claimed on {name}, {AT_ONCE} at a time", f"**{n:.0f}** rows/s", "≥ 5,000"] for name, n in claims.items()],
        ["at 25/s", f"**{paced[0]:.2f}**/s = {paced[0] / 25:.1%}, {paced[2]} × 429", "≥ 98 %, none"],
    ]
    report.write("broadcast", report.table(head, rows))


def _filled(path: Path, rows: int) -> Path:
    fill(path, servers.KEYS, people=ROWS, rows=0, queued=rows)
    return path


async def _sent(path: Path, rows: int, world: Telegram, rate: str) -> tuple[float, tuple[float, float], int]:
    """Messages a second from the first to the last, least and greatest memory, and how many 429."""
    for number in range(ROWS):
        world.meet(number)
    await asyncio.to_thread(_filled, path, rows)
    api = await world.start()
    port = servers.free_port()
    env = servers.environment(world, api, port, f"sqlite:///{path}") | {"MEIJAN_TELEGRAM_RATE": rate}
    memory: list[float] = []
    try:
        async with servers.serving("ours", servers.command("ours"), env, port) as server:
            await world.until(lambda: world.got, within=60)
            begun, first = time.perf_counter(), world.got

            def over() -> bool:
                if world.got > rows / 10:
                    memory.append(server.resident)
                return world.got >= rows

            await world.until(over, within=900)
            seconds, got = time.perf_counter() - begun, world.got - first
            await asyncio.sleep(1)
    finally:
        await world.stop()
    if got + first != rows:
        raise RuntimeError(f"{got + first} of {rows} were sent")
    _all_sent(path)
    return got / seconds, (min(memory), max(memory)), world.too_many


def _all_sent(path: Path) -> None:
    database = Database(f"sqlite:///{path}", pool=1)
    with database.read() as db:
        states = set(db.execute(select(table(Outbox).c.state).distinct()).scalars())
    database.close()
    if states != {OutboxState.SENT}:
        raise RuntimeError(f"after the broadcast: {states}")


async def _bare(messages: int) -> float:
    world = Telegram()
    for number in range(messages):
        world.meet(number)
    env = servers.environment(world, await world.start(), 0, "sqlite://")
    process = servers.start([sys.executable, "-m", "bench.bare", str(messages)], env)
    try:
        await world.until(lambda: world.got, within=60)
        begun, first = time.perf_counter(), world.got
        await asyncio.to_thread(process.wait, 300)
        seconds = time.perf_counter() - begun
        if world.got != messages:
            raise RuntimeError(f"{world.got} of {messages} were sent")
        return (world.got - first) / seconds
    finally:
        _end(process)
        await world.stop()


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None and psutil.pid_exists(process.pid):
        process.kill()
        process.wait()


def _claims(url: str) -> float:
    """Rows a second, each batch in a commit of its own."""
    database = Database(url)
    with database.write() as db:
        epoch = leases.hold(db, name="send:telegram", holder="bench")
    assert epoch is not None
    begun, n = time.perf_counter(), 0
    while True:
        with database.write() as db:
            rows = outbox.claim(db, channel="telegram", epoch=epoch, limit=AT_ONCE, now=datetime.now(UTC))
        if not rows:
            break
        n += len(rows)
    seconds = time.perf_counter() - begun
    database.close()
    if n != CLAIMED:
        raise RuntimeError(f"{n} of {CLAIMED} were claimed")
    return n / seconds


def _claims_postgres(folder: Path) -> float:
    """On a server of its own, as durable as it comes."""
    from bench.postgres import filled

    with filled(_filled(folder / "copy.db", CLAIMED)) as url:
        return _claims(url)


if __name__ == "__main__":
    servers.run(broadcast())
