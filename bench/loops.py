"""How people write: each after the other's answer (closed), or whenever they like, so many a second (open)."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

from bench.lines import Line
from bench.worlds import World

PATIENCE = 20.0  # seconds for one answer


@dataclass
class Run:
    """What a run showed. `waits`: seconds from writing to the answer on the person's phone."""

    messages: int = 0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    refused: int = 0  # or never answered

    @property
    def rate(self) -> float:
        return self.messages / self.seconds

    def quantile(self, q: float) -> float:
        """Milliseconds."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(q * len(ordered)))] * 1e3


async def _say(world: World, line: Line, who: Any, text: str, run: Run, since: float | None = None) -> None:
    """One message: posted, taken, answered."""
    begun = time.perf_counter() if since is None else since
    heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    world.heard[who].append(heard)
    status = await line.post(world.say(who, text))
    if status != 200:
        run.refused += 1
        return
    try:
        async with asyncio.timeout(PATIENCE):
            await heard
    except TimeoutError:
        run.refused += 1
        return
    run.waits.append(time.perf_counter() - begun)
    run.messages += 1


async def closed(world: World, port: int, *, people: int, seconds: float, first: int) -> Run:
    """So many people at once, each giving one idea after another; a new person for each idea."""
    run, numbers = Run(), iter(range(first, first + 10_000_000))
    ends = time.perf_counter() + seconds

    async def person() -> None:
        line = await Line.to(port)
        while time.perf_counter() < ends:
            who = world.meet(next(numbers))
            for text in world.script:
                await _say(world, line, who, text.format(next(numbers)), run)
        line.close()

    begun = time.perf_counter()
    await asyncio.gather(*(person() for _ in range(people)))
    run.seconds = time.perf_counter() - begun
    return run


async def opened(world: World, port: int, *, per_second: float, seconds: float, first: int, seed: int = 1) -> Run:
    """Messages at chance moments, whether or not the last were answered; waits count from the moment meant.

    A person writes again at the earliest two seconds later, so nobody overtakes an answer of their own.
    """
    run, chance = Run(), random.Random(seed)
    at_once = int(2 * per_second)
    lines: list[Line] = [await Line.to(port) for _ in range(64)]
    free: asyncio.Queue[Line] = asyncio.Queue()
    for line in lines:
        free.put_nowait(line)
    people = [(world.meet(first + n), 0) for n in range(at_once)]
    tasks: list[asyncio.Task[None]] = []

    async def one(who: Any, text: str, due: float) -> None:
        line = await free.get()
        try:
            await _say(world, line, who, text, run, due)
        finally:
            free.put_nowait(line)

    begun = due = time.perf_counter()
    for n in range(int(per_second * seconds)):
        due += chance.expovariate(per_second)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        who, step = people[n % at_once]
        if step == len(world.script):
            who, step = world.meet(first + at_once + n), 0
        people[n % at_once] = (who, step + 1)
        tasks.append(asyncio.create_task(one(who, world.script[step].format(n), due)))
    await asyncio.gather(*tasks)
    run.seconds = time.perf_counter() - begun
    for line in lines:
        line.close()
    return run
