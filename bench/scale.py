"""Does a turn get slower with a million residents and five million messages behind it? Telegram, 200 a second."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from bench import loops, report, servers
from bench.bulk import fill
from bench.worlds import Telegram

SMALL, LARGE = (50_000, 250_000), (1_000_000, 5_000_000)  # residents, outbox rows
ROUNDS = 3
SECONDS = 10.0


async def _waits(path: Path, first: int) -> tuple[float, float, float, float]:
    """p50, p99, MB resident, seconds until it listens. Everybody who writes is known already."""
    world = Telegram()
    api = await world.start()
    try:
        port = servers.free_port()
        env = servers.environment(world, api, port, f"sqlite:///{path}")
        async with servers.serving("ours", servers.command("ours"), env, port) as server:
            await asyncio.sleep(1)
            await loops.opened(world, port, per_second=200, seconds=3, first=first)
            run = await loops.opened(world, port, per_second=200, seconds=SECONDS, first=first + 1000)
            return run.quantile(0.5), run.quantile(0.99), server.resident, server.started_in
    finally:
        await world.stop()


async def scale() -> None:
    """Small and large in turn, so that both see the same noise."""
    found: dict[str, list[tuple[float, float, float, float]]] = {"small": [], "large": []}
    with servers.folder() as folder:
        small, large = folder / "small.db", folder / "large.db"
        await asyncio.to_thread(_fill, small, SMALL)
        begun = time.perf_counter()
        await asyncio.to_thread(_fill, large, LARGE)
        loaded, size = time.perf_counter() - begun, large.stat().st_size / 1e9
        for number in range(ROUNDS):
            found["small"].append(await _waits(small, number * 9_000))
            found["large"].append(await _waits(large, number * 150_000))
    head = ["residents, outbox rows", "p50 ms", "p99 ms", "resident MB", "listens after s"]
    rows = [
        [f"{people:,}, {messages:,}"]
        + [report.spread([one[n] for one in found[name]], ".1f") for n in (0, 1)]
        + [f"{max(one[2] for one in found[name]):.0f}", f"{report.median([one[3] for one in found[name]]):.2f}"]
        for name, (people, messages) in (("small", SMALL), ("large", LARGE))
    ]
    pairs = list(zip(found["small"], found["large"], strict=True))
    growth = [report.spread([b[n] / a[n] for a, b in pairs]) for n in (0, 1)]
    text = report.table(head, rows)
    text += f"\n\nLarge : small within a round: p50 {growth[0]}, p99 {growth[1]}; {ROUNDS} rounds."
    text += f" The loader took {loaded:.0f} s for {size:.1f} GB."
    report.write("scale", text)


def _fill(path: Path, size: tuple[int, int]) -> None:
    fill(path, servers.KEYS, people=size[0], rows=size[1])


if __name__ == "__main__":
    servers.run(scale())
