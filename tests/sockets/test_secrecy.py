"""Who voted for what? Somebody who has the database, the keys, the logs, the exports and the provider's store tries.

Before the count they can tell (the negative control); after it they do no better than by drawing lots: with as many
different ballots as voters a lot is right once on average, nine or more times once in a million.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
import structlog
import time_machine
from sqlalchemy import select, text

import service.clock
from dialogs.words.numbers import number_list
from meijan import election_desk
from service.elections import forgetting, search
from service.elections.clock import Elections
from service.elections.plan import Plan
from service.reconcile import Reconciler
from sms.parts import count
from store import election_work, votes
from store.models import Address, Ballot, Received, Turnout
from store.sealed import SEALED
from store.sql import table
from tests.election_desk.conftest import EXAMPLE
from tests.sockets.city import City
from tests.sockets.conftest import Start

CODE = "budjetti-2027"
VOTERS = 24  # on each channel
LUCK = 8
_address, _received, _ballot, _turnout = table(Address), table(Received), table(Ballot), table(Turnout)

Choices = tuple[int, ...]
Guess = dict[str, Choices]


@dataclass
class Attacker:
    """What one could get hold of, and guesses at who voted for what: each is a ballot by the voter's number."""

    city: City
    plan: Plan
    voters: dict[str, str]  # telephone number → address: itself, or a chat id
    logs: io.StringIO
    exports: Path

    def rows(self, *what: Any, order: str = "") -> list[Any]:
        with self.city.service.database.read() as db:
            query = select(*what)
            return list(db.execute(query.order_by(text(order)) if order else query))

    @property
    def hidden(self) -> str:
        """The database's own order of rows: where they are on disk."""
        return "rowid" if self.city.service.database.sqlite else "ctid"

    def arrivals(self, by: str = "id") -> list[str]:
        """Voters in the order in which their last message was taken (or by its time: `at`)."""
        numbers = {address: number for number, address in self.voters.items()}
        came = self.rows(_received.c[by].label("key"), _received.c.address_id, order="received.id")
        of = {
            row.id: numbers.get(self.value(row.id, row.sealed)) for row in self.rows(_address.c.id, _address.c.sealed)
        }
        last = {of[row.address_id]: row.key for row in came}
        voters = {of[row.address_id]: None for row in sorted(came, key=lambda row: row.key)}
        return sorted((number for number in voters if number is not None), key=last.__getitem__)

    def value(self, address_id: int, sealed: bytes) -> str:
        return self.city.service.house.sealer.open(sealed, "address.sealed", address_id)

    # -- ways

    def keys(self) -> Guess:
        """The election's key opens; with it each voter's mark is made anew and their ballot found."""
        found: Guess = {}
        with self.city.service.database.read() as db:
            election = votes.by_code(db, code=CODE)
            assert election is not None
            try:
                for number in self.voters:
                    ballot = votes.standing(
                        db,
                        sealer=self.city.service.house.sealer,
                        election_id=election.id,
                        voter=f"number:{number}",
                    )
                    if ballot is not None:
                        found[number] = ballot.choices
            except votes.Wrong:
                return {}
        return found

    def order(self) -> Guess:
        """Ballots as they lie on disk, voters as they came."""
        ballots = self.rows(_ballot.c.choices, order=self.hidden)
        return dict(zip(self.arrivals(), map(_choices, ballots), strict=False))

    def turnout_order(self) -> Guess:
        """The turnout's times against the messages' times, and its place on disk against the ballots' places."""
        times = self.rows(_turnout.c.at, order=self.hidden)
        ballots = [_choices(row) for row in self.rows(_ballot.c.choices, order=self.hidden)]
        pairs = list(zip(times, ballots, strict=True))
        if all(row.at for row in times):
            pairs.sort(key=lambda pair: pair[0].at)
        return dict(zip(self.arrivals(by="at"), (ballot for _at, ballot in pairs), strict=False))

    def ids(self) -> Guess:
        """Ballots by their ids, receipts and turnout by theirs."""
        ballots = self.rows(_ballot.c.choices, order="id")
        return dict(zip(self.arrivals(), map(_choices, ballots), strict=False))

    def transactions(self) -> Guess:
        """PostgreSQL keeps the number of the transaction that wrote a row: a message and its ballot share it."""
        if self.city.service.database.sqlite:
            return {}
        with self.city.service.database.read() as db:
            ballots = {xmin: _choices(row) for xmin, *row in db.execute(text("SELECT xmin::text, choices FROM ballot"))}
            wrote = db.execute(
                text("SELECT r.xmin::text, a.id, a.sealed FROM received r JOIN address a ON a.id = r.address_id")
            ).all()
        numbers = {address: number for number, address in self.voters.items()}
        of = [(xmin, numbers.get(self.value(row_id, bytes(sealed)))) for xmin, row_id, sealed in wrote]
        return {number: ballots[xmin] for xmin, number in of if number is not None and xmin in ballots}

    def texts(self) -> Guess:
        """Every sealed text that belongs to somebody, opened: what came in, what left, open questions, threads."""
        found: Guess = {}
        for said, address in self._texts():
            if (choices := self._told(said)) is not None:
                found[{a: n for n, a in self.voters.items()}.get(address, address)] = choices
        return found

    def _texts(self) -> Iterator[tuple[str, str]]:
        sealer = self.city.service.house.sealer
        addresses = {row.id: self.value(row.id, row.sealed) for row in self.rows(_address.c.id, _address.c.sealed)}
        for column in SEALED:
            if "address_id" not in column.table.c or column.table.name == "proof":
                continue
            of = column.table.c.address_id
            for bound, value, address_id in self.rows(column.bound, column.value, of):
                if value is not None:
                    yield sealer.open(bytes(value), column.where, bound), addresses[address_id]

    def _told(self, said: str) -> Choices | None:
        """The ballot that a text tells: by its targets' names, by numbers alone, or in a saved question."""
        named = [int(found.partition(" ")[0]) for found in forgetting.named(self.plan).findall(said)]
        if 0 < len(named) <= self.plan.most:
            return tuple(sorted(named))
        saved = re.search(r'"(?:choices|chosen|numbers)":\s*\[(\d+(?:,\s*\d+)*)\]', said)
        if saved is not None:
            return tuple(sorted(int(n) for n in saved[1].split(",")))
        numbers = number_list(said)
        return tuple(sorted(numbers.values)) if numbers is not None and len(numbers.values) > 1 else None

    def provider(self) -> Guess:
        """The provider's list of messages, which anyone with the account's password reads."""
        found: Guess = {}
        for message in self.city.sms.ledger.by_sid.values():
            person = message.sender if message.direction == "inbound" else message.to
            if (choices := self._told(message.body)) is not None:
                found[person] = choices
        return found

    def logged(self) -> Guess:
        """Lines of the log that tell a ballot, whosever they are."""
        told = [self._told(line) for line in self.logs.getvalue().splitlines()]
        return dict(zip(self.arrivals(), [choices for choices in told if choices], strict=False))

    def exported(self) -> Guess:
        """The order of the published ballots, and of the published receipts."""
        file = self.exports / f"{CODE}.pb"
        if not file.exists():
            return {}
        lines = file.read_text(encoding="utf-8").partition("\nVOTES\n")[2].splitlines()
        at = lines[0].split(";").index("vote")
        cells = [line.split(";")[at].strip('"') for line in lines[1:]]
        return dict(zip(self.arrivals(), (tuple(map(int, cell.split(","))) for cell in cells), strict=False))

    def ways(self) -> dict[str, Callable[[], Guess]]:
        return {
            "keys": self.keys,
            "order": self.order,
            "turnout order": self.turnout_order,
            "ids": self.ids,
            "transactions": self.transactions,
            "texts": self.texts,
            "provider": self.provider,
            "logs": self.logged,
            "exports": self.exported,
        }

    def right(self, true: Guess) -> dict[str, int]:
        """How many ballots each way finds out."""
        return {
            name: sum(true.get(number) == choices for number, choices in way().items())
            for name, way in self.ways().items()
        }


def _choices(row: Any) -> Choices:
    return tuple(int(n) for n in row[0].split(","))


async def vote(city: City) -> tuple[Guess, dict[str, str]]:
    """Half by text message, half on Telegram with their own number; each a ballot that nobody else has."""
    ballots = list(combinations(range(1, 15), 3))
    Random(5).shuffle(ballots)
    true: Guess = {}
    voters: dict[str, str] = {}
    for n in range(VOTERS):
        number, ballot = f"+35840111{n:04}", ballots.pop()
        city.sms.text(number, " ".join(map(str, ballot)))
        true[number], voters[number] = ballot, number
        await city.told(number, "Äänesi: ")
        person = city.telegram.person(7100 + n, f"Asukas {n}", phone=f"+35840222{n:04}")
        ballot = ballots.pop()
        city.telegram.write(person, "ÄÄNESTÄ " + ", ".join(map(str, ballot)))
        await city.told(person, "numerosi")
        city.telegram.share_contact(person)
        await city.told(person, "Äänesi: ")
        true[f"+35840222{n:04}"], voters[f"+35840222{n:04}"] = ballot, str(person.id)
    await city.rest()
    return true, voters


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Everything that is logged, at its loudest and without the mask."""
    written = io.StringIO()
    structlog.configure(
        processors=[structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(0),
        logger_factory=structlog.PrintLoggerFactory(written),
        cache_logger_on_first_use=False,
    )
    return written


async def test_nobody_can_tell_who_voted_for_what(
    start: Start,
    clock: time_machine.Traveller,
    logs: io.StringIO,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every way that there is, before the count and after it."""
    monkeypatch.setattr(service.clock, "EVERY", 3600.0)  # its ticks come from here
    city = await start()
    desk, parts = city.desk, city.service
    file = tmp_path / "vaali.yaml"
    file.write_text(
        EXAMPLE.read_text(encoding="utf-8")
        .replace("2027-02-01 08:00", "2026-11-24 08:00")
        .replace("2027-02-28 20:00", "2026-11-24 20:00"),
        encoding="utf-8",
    )
    await asyncio.to_thread(election_desk.create, desk, file)
    await asyncio.to_thread(election_desk.open_election, desk, CODE)
    true, voters = await vote(city)
    with parts.database.read() as db:
        election = votes.by_code(db, code=CODE)
        assert election is not None
        plan = Plan.model_validate_json(election.plan)
        old = election_work.marks(db, election_id=election.id)
    disk = search.files(parts.database) or heaps(city)
    assert not disk or search.in_files(disk, forgetting.receipt(plan), old) != []
    attacker = Attacker(city, plan, voters, logs, tmp_path / "vienti")
    everybody = 2 * VOTERS

    # the controls: each of these can tell, before what takes it away
    before = attacker.right(true)
    assert before["keys"] == before["order"] == before["turnout order"] == everybody
    assert before["transactions"] == (0 if parts.database.sqlite else everybody)
    assert before["provider"] == VOTERS
    assert before["texts"] >= VOTERS  # receipts; what people wrote is gone already

    # the vote ends: ticks blank what tells a ballot, here and at the provider
    elections = Elections(parts.writer, parts.house, parts.senders, count=count)
    clock.shift(12 * 3600)
    await city.until(lambda: all(s.holding for s in parts.senders.values()))
    for _ in range(2 + everybody // 25):
        await elections.tick()
    assert (await attacker_sees(attacker, true))["provider"] == 0
    assert parts.sms is not None
    await Reconciler(parts.sms, parts.senders["sms"], parts.take).once()
    said = await asyncio.to_thread(election_desk.count, desk, CODE, at_once=False, also=[])
    assert f"Ääniä laskettu: {everybody}" in said
    await asyncio.to_thread(election_desk.export, desk, CODE, attacker.exports)

    after = await attacker_sees(attacker, true)
    assert after.keys() == before.keys()
    assert {way: n for way, n in after.items() if n > LUCK} == {}
    assert after["keys"] == after["texts"] == after["provider"] == after["logs"] == 0
    with parts.database.read() as db:
        assert sorted(votes.box(db, election_id=election.id).votes().items()) == sorted(
            (number, sum(number in ballot for ballot in true.values())) for number in range(1, 15)
        )
        assert not search.in_tables(db, forgetting.receipt(plan), old)
    assert search.in_files(search.files(parts.database) or heaps(city), forgetting.receipt(plan), old) == []


def heaps(city: City) -> list[Path]:
    """The files of PostgreSQL's tables; none where its server runs on another machine."""
    with city.service.database.read() as db:
        folder, oid = db.execute(
            text("SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()")
        ).one()
    path = Path(folder) / "base" / str(oid)
    city.service.database.scrub()  # what is in its memory alone gets to the disk
    return [path] if path.is_dir() else []


async def attacker_sees(attacker: Attacker, true: Guess) -> dict[str, int]:
    return await asyncio.to_thread(attacker.right, true)
