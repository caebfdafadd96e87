"""Turns: ours against the floor and, on Telegram, against the same dialogue on two other frameworks.

Rounds of all servers one after another, each with a fresh database; ratios within a round, the median of rounds.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from bench import loops, report, servers
from bench.worlds import Telegram, Twilio, World

ROUNDS = 3
SECONDS = 4.0
PEOPLE = (16, 64)
OPEN_SECONDS, PER_SECOND = 10.0, 200.0
NAMES = {
    "floor": "(a) floor",
    "ours": "(b) ours",
    "ptb": "(c) PTB ConversationHandler",
    "aiogram": "(d) aiogram 3 FSM",
}


@dataclass
class Shown:
    """What the rounds of one server showed, in order."""

    rate: dict[int, list[float]] = field(default_factory=lambda: {n: [] for n in PEOPLE})  # messages a second
    cpu: dict[int, list[float]] = field(default_factory=lambda: {n: [] for n in PEOPLE})  # microseconds a message
    half: list[float] = field(default_factory=list)  # p50 at 200 messages a second, milliseconds
    most: list[float] = field(default_factory=list)  # p99
    resident: list[float] = field(default_factory=list)  # MB
    started: list[float] = field(default_factory=list)  # seconds


async def measure(make: Callable[[], World], names: tuple[str, ...]) -> dict[str, Shown]:
    """All rounds of all servers."""
    shown = {name: Shown() for name in names}
    for _ in range(ROUNDS):
        for name in names:
            world = make()
            api = await world.start()
            try:
                await _one(world, api, name, shown[name])
            finally:
                await world.stop()
    return shown


async def _one(world: World, api: str, name: str, shown: Shown) -> None:
    with servers.folder() as folder:
        port = servers.free_port()
        database = folder / "bench.db"
        env = servers.environment(world, api, port, f"sqlite:///{database}")
        async with servers.serving(name, servers.command(name), env, port) as server:
            shown.started.append(server.started_in)
            await asyncio.sleep(0.5)
            await loops.closed(world, port, people=16, seconds=1.0, first=1)
            for number, people in enumerate(PEOPLE, 1):
                before = server.cpu
                run = await loops.closed(world, port, people=people, seconds=SECONDS, first=number * 100_000)
                _check(run)
                shown.rate[people].append(run.rate)
                shown.cpu[people].append((server.cpu - before) / run.messages * 1e6)
            if name in ("floor", "ours"):
                run = await loops.opened(world, port, per_second=PER_SECOND, seconds=OPEN_SECONDS, first=500_000)
                _check(run)
                shown.half.append(run.quantile(0.5))
                shown.most.append(run.quantile(0.99))
            shown.resident.append(server.resident)
        if name == "ours":
            _recorded(str(database))


def _check(run: loops.Run) -> None:
    if run.refused or not run.messages:
        raise RuntimeError(f"{run.refused} messages were refused, {run.messages} answered")


def _recorded(path: str) -> None:
    """Every reply is recorded as sent: otherwise something was measured that is not the whole turn."""
    with sqlite3.connect(path) as db:
        left = db.execute("SELECT state, count(*) FROM outbox WHERE state != 'sent' GROUP BY 1").fetchall()
        received, sent = (db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("received", "outbox"))
    if left or received != sent:
        raise RuntimeError(f"not recorded: {left}, {received} received, {sent} sent")


def _lines(shown: dict[str, Shown], people: int) -> list[list[str]]:
    floor, ours = shown["floor"], shown["ours"]
    lines = []
    for name, one in shown.items():
        against = [mine / other for mine, other in zip(one.rate[people], floor.rate[people], strict=True)]
        us = [mine / other for mine, other in zip(ours.rate[people], one.rate[people], strict=True)]
        cheaper = [other / mine for mine, other in zip(one.cpu[people], floor.cpu[people], strict=True)]
        we = [other / mine for mine, other in zip(ours.cpu[people], one.cpu[people], strict=True)]
        lines.append(
            [
                NAMES[name],
                f"{report.median(one.rate[people]):.0f}",
                f"{report.median(one.cpu[people]):.0f}",
                *(("1", "1") if name == "floor" else (report.spread(cheaper), report.spread(against))),
                *(("", "") if name in ("floor", "ours") else (report.spread(we), report.spread(us))),
            ]
        )
    return lines


async def channel(title: str, make: Callable[[], World], names: tuple[str, ...]) -> None:
    shown = await measure(make, names)
    head = [
        "",
        "messages/s",
        "CPU µs a message",
        "of the floor, CPU",
        "of the floor, rate",
        "ours : this, CPU",
        "ours : this, rate",
    ]
    parts = [f"{people} people at once:\n\n{report.table(head, _lines(shown, people))}" for people in PEOPLE]
    waits = [
        [
            NAMES[name],
            report.spread(one.half, ".1f") if one.half else "",
            report.spread(one.most, ".1f") if one.most else "",
            f"{max(one.resident):.0f}",
            f"{report.median(one.started):.2f}",
        ]
        for name, one in shown.items()
    ]
    head = [f"{PER_SECOND:.0f} messages/s", "p50 ms", "p99 ms", "resident MB", "listens after s"]
    parts.append(report.table(head, waits))
    parts.append(f"{ROUNDS} rounds; medians, in brackets the least and the greatest.")
    report.write(title, "\n\n".join(parts))


async def telegram() -> None:
    """The guided idea, five messages; four servers."""
    await channel("telegram", Telegram, ("floor", "ours", "ptb", "aiogram"))


async def sms() -> None:
    """IDEA and a text, then the place; the floor and ours."""
    await channel("sms", Twilio, ("floor", "ours"))


if __name__ == "__main__":
    servers.run({"telegram": telegram, "sms": sms}[sys.argv[1]]())
