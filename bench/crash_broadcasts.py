"""Crash trials of real broadcasts: kill -9 while one is fed and sent, and what the phones really got.

    python -m bench.crash_broadcasts --database sqlite --replicas 1 --kills 100
    python -m bench.crash_broadcasts --database postgres --replicas 3 --kills 100
    python -m bench.crash_broadcasts --sender mark-then-send --kills 20     # a control: it must lose

A batch is one broadcast to people on both channels, who agreed to hear the news; some of them write to us meanwhile.
Exit code 1 if one of ours was lost or doubled, or if a control was not. As docs/crash.md says of bench.crash.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import secrets
import sys
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, update

from bench.batch import Batch
from bench.crash import chance_of, crowd, new_database, verdict
from bench.replica import by_day_and_night
from bench.world import Person, world
from meijan.settings import load
from meijan.wiring import house as make_house
from service.broadcasts import making
from service.broadcasts.audience import Audience
from service.broadcasts.moment import Moment
from service.broadcasts.progress import progress
from service.house import House
from service.words import Words
from store import broadcasts, people
from store.broadcasts import BroadcastRow
from store.models.broadcasts import BroadcastState
from store.models.consents import Consent, Topic
from store.models.outbox import Purpose
from store.sql import table

PEOPLE = 200
S = BroadcastState
_consent = table(Consent)


@dataclass
class Broadcast(Batch):
    """One broadcast, with kills while it is on its way."""

    number: int = 0

    @property
    def house(self) -> House:
        """Ours, to write and approve with."""
        made = replace(make_house(load()), sealer=self.world.sealer)
        return replace(made, broadcasts=replace(made.broadcasts, daily_cap=1e9))

    async def run(self) -> Batch:
        """Approve, kill, wait until it is done and nothing moves any more, compare."""
        await asyncio.to_thread(self._approve)
        writing = asyncio.create_task(self._write())
        try:
            while self.count["kills"] < self.most and not await self._over():
                await self._kill()
            await writing
            await self.world.until(self._over, self._patience)
            await self.world.telegram.settled(self._patience)
            await self.world.twilio.settled(self._patience)
            self.count["sms taken in by reconcile"] += len(await self._missed())
            await self._come_to_rest()
            await self.world.twilio.settled(self._patience)
        finally:
            writing.cancel()
        await self._compare()
        await self._compare_counts()
        return self

    def _approve(self) -> None:
        """The people agree, Liisa writes, Matti approves."""
        text, now = (
            f"Mikkelin kaupunki: viesti {secrets.token_hex(4)} kaikille. Et halua viestejä? LOPETA",
            datetime.now(UTC),
        )
        for person in self.people:
            person.purpose, person.text = Purpose.BROADCAST, text
            if person.channel == "telegram":
                self.world.telegram.person(person.number, started=True)
        house = self.house
        with self.world.database.write() as db:
            db.execute(update(_consent).values(granted=False))  # those of the batches before
            for person in self.people:
                met = people.meet(db, sealer=self.world.sealer, channel=person.channel, value=person.address, now=now)
                person.address_id = met.id
                agrees = {"resident_id": met.resident_id, "topic": Topic.NEWS, "granted": True, "since": now}
                db.execute(_consent.insert(), agrees)
            row = making.create(
                db,
                house,
                name="Kirje",
                audience=Audience(topic=Topic.NEWS),
                words=Words(fi=text),
                moment=Moment(),
                by="Liisa",
            )
            self.number = row.number
            making.ask(db, house, number=row.number, by="Liisa")
            making.approve(db, house, number=row.number, by="Matti")

    def _row(self, db: Connection) -> BroadcastRow:
        row = broadcasts.by_number(db, number=self.number)
        assert row is not None
        return row

    async def _over(self) -> bool:
        state = (await self.world.read(self._row)).state
        return state not in (S.APPROVED, S.SENDING)

    async def _compare_counts(self) -> None:
        """What staff are shown is what the phones have."""
        seen: Any = await self.world.read(lambda db: progress(db, self.house, self._row(db)))
        arrived = sum(bool(self.world.got(one).count(one.text)) for one in self.people)
        self.count["broadcasts"] += 1
        total = seen.total
        if not total.done <= arrived <= total.done + total.unknown or total.total != len(self.people):
            self.count["shown, lost"] += 1
            self.wrong.append(f"lähetys {self.number}: shown {total}, arrived {arrived}")


async def trial(
    url: str,
    *,
    kills: int,
    replicas: int,
    sender: str = "ours",
    people: int = PEOPLE,
    seed: int = 1,
    log: str = "/dev/null",
    **more: Any,
) -> dict[str, Any]:
    """Broadcasts until there were so many kills; counts and what is wrong."""
    count: Counter[str] = Counter()
    wrong: list[str] = []
    playing = world(url, replicas=replicas, variant=sender, seed=seed, log=log, **more)
    with by_day_and_night():
        async with playing as here:
            batches = 0
            while count["kills"] < kills:
                chance: random.Random = chance_of(batches, seed)
                crowded: list[Person] = crowd(batches, people, ("sms", "telegram"), chance)
                batch = Broadcast(here, crowded, chance, kills - count["kills"])
                await batch.run()
                here.forget()
                count += batch.count
                wrong += batch.wrong
                batches += 1
    return {"count": dict(sorted(count.items())), "wrong": wrong[:50]}


def main() -> int:
    """Run one trial."""
    parser = argparse.ArgumentParser(prog="python -m bench.crash_broadcasts", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--sender", choices=("ours", "mark-then-send", "send-then-record"), default="ours")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", default="/dev/null")
    asked = vars(parser.parse_args())
    with new_database(asked.pop("database")) as url:
        kept = asyncio.run(trial(url, **asked))
    wrong = verdict(asked["sender"], kept["count"])
    print(json.dumps(kept, indent=1, ensure_ascii=False))
    print(wrong or "as it should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
