"""The last minute of a vote: 10,000 votes by text message, the last 2,000 of them all at once before it closes.

Nobody's vote may be lost: each person hears one answer, a receipt for a ballot that is in the box or a refusal that
says when the vote ended and when the message came. What is answered after the closing says when it arrived.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import report, servers
from bench.lines import Line
from bench.worlds import Twilio
from meijan import example_election
from store import schema, votes
from store.database import Database
from store.sealing import KeyRing, Sealer

PACED, AT_ONCE = 8000, 2000
LAST = 60.0  # seconds before the closing when the first vote comes
BURST = 4.0  # seconds before the closing when the rest come all at once
LINES = 256


@dataclass
class Heard:
    """What people heard, by telephone number."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    after: list[str] = field(default_factory=list)  # said after the closing


class Storm(Twilio):
    """The local Twilio, which keeps what each person heard."""

    def __init__(self, heard: Heard) -> None:
        super().__init__()
        self.told = heard
        self.closes = 0.0

    def take(self, **sms: Any) -> Any:
        self.told.texts.setdefault(sms["to"], []).append(sms["body"])
        if time.time() >= self.closes:
            self.told.after.append(sms["body"])
        return super().take(**sms)


async def storm() -> None:
    """One run on SQLite; the table goes into docs/performance.md."""
    heard = Heard()
    world = Storm(heard)
    api = await world.start()
    with servers.folder() as folder:
        url = f"sqlite:///{folder / 'bench.db'}"
        closes = datetime.now(UTC) + timedelta(seconds=LAST + 6)
        election_id = _opened(url, closes)
        world.closes = closes.timestamp()
        port = servers.free_port()
        env = servers.environment(world, api, port, url)
        try:
            async with servers.serving("ours", servers.command("ours"), env, port) as server:
                refused = await _write(world, port, closes.timestamp())
                await _all_heard(world, heard)
                resident = server.resident
        finally:
            await world.stop()
        database = Database(url, pool=1)
        with database.read() as db:
            ballots = len(votes.box(db, election_id=election_id).ballots)
            voters = sum(votes.turnout(db, election_id=election_id).values())
        database.close()
    _tell(heard, ballots, voters, refused, resident)


def _opened(url: str, closes: datetime) -> int:
    database = Database(url, pool=1)
    schema.upgrade(database)
    plan = example_election.plan(closes=closes, confirm="never")
    now = datetime.now(UTC)
    with database.write() as db:
        election_id = votes.create(
            db,
            code=plan.code,
            kind=plan.kind,
            plan=plan.as_json(),
            opens_at=now - timedelta(days=1),
            closes_at=closes,
            now=now,
        )
        sealer = Sealer(KeyRing.parse(servers.KEYS))
        votes.open_election(db, sealer=sealer, election_id=election_id, now=now)
    database.close()
    return election_id


async def _write(world: Storm, port: int, closes: float) -> Counter[int]:
    """Everybody votes; the statuses of the webhooks."""
    free: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(LINES):
        free.put_nowait(await Line.to(port))
    statuses: Counter[int] = Counter()

    async def vote(n: int) -> None:
        line = await free.get()
        chosen = " ".join(str(1 + (n + step) % 14) for step in (0, 3, 5))
        statuses[await line.post(world.say(world.meet(n), chosen))] += 1
        free.put_nowait(line)

    tasks: list[asyncio.Task[None]] = []
    begins = closes - LAST
    for n in range(PACED):
        await asyncio.sleep(max(0.0, begins + n * (LAST - BURST) / PACED - time.time()))
        tasks.append(asyncio.create_task(vote(n)))
    await asyncio.sleep(max(0.0, closes - BURST - time.time()))
    tasks += [asyncio.create_task(vote(n)) for n in range(PACED, PACED + AT_ONCE)]
    await asyncio.gather(*tasks)
    return statuses


async def _all_heard(world: Storm, heard: Heard) -> None:
    await world.until(lambda: len(heard.texts) == PACED + AT_ONCE, within=60)
    await asyncio.sleep(1)  # a second answer would come now


def _tell(heard: Heard, ballots: int, voters: int, statuses: Counter[int], resident: float) -> None:
    people = PACED + AT_ONCE
    said = [text for texts in heard.texts.values() for text in texts]
    receipts = sum(text.startswith(("Äänesi:", "Saimme äänesi")) for text in said)
    late = sum(text.startswith("Äänestys päättyi") and "Viestisi tuli" in text for text in said)
    timed = sum(text.startswith("Saimme äänesi kello") for text in heard.after)
    if not ballots == voters == receipts or receipts + late != people or len(said) != people or statuses[200] != people:
        raise RuntimeError(f"{ballots=} {voters=} {receipts=} {late=} {len(said)=} {statuses=}")
    report.write(
        "vote-storm",
        f"{people:,} votes by text message in the last {LAST:.0f} s of a vote, {AT_ONCE:,} of them at once"
        f" {BURST:.0f} s before it closes, on SQLite: {ballots:,} ballots and as many voters, {receipts:,} receipts,"
        f" {late:,} refused"
        f" as late with both times, none lost, none answered twice. {len(heard.after):,} were answered after the"
        f" closing; {timed:,} of these are receipts that say when the vote arrived. {resident:.0f} MB resident."
        " `python -m bench vote-storm`",
    )


if __name__ == "__main__":
    servers.run(storm())
