"""What happens to elections by itself: at its time by the clock on the wall, once, and only when it may."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from meijan.clock import Clock
from service.channel import Outbound, SendError
from service.clock import Ticker
from service.elections.clock import RETRY, Elections, Moved, Redacts, ask_again, blank, move
from service.elections.plan import Plan
from service.house import House
from service.sender import Sender
from service.writer import Writer
from sms.parts import count
from store import election_work, leases, outbox, people, proofs, votes
from store.database import Database
from store.models.outbox import Outbox, OutboxState, Purpose
from store.models.votes import ElectionState
from store.sql import table
from tests.election_desk.conftest import Cast

_outbox = table(Outbox)
body = TypeAdapter(Outbound)


def made(db: Connection, plan: Plan, house: House, **more: object) -> str:
    """A draft of the plan with some of it otherwise."""
    plan = Plan.model_validate(plan.as_json() | more)
    votes.create(
        db,
        code=plan.code,
        kind=plan.kind,
        plan=plan.as_json(),
        opens_at=plan.opens,
        closes_at=plan.closes,
        now=house.now(),
    )
    return plan.code


def state(database: Database, code: str) -> ElectionState:
    with database.write() as db:
        return votes.lock(db, code=code).state


def tick(database: Database, town: House) -> Moved:
    with database.write() as db:
        return move(db, town, count=count)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        # clocks go forward on 28.3.2027 and back on 31.10.2027, both at night between the two
        ("2027-03-27 08:00", "2027-03-28 20:00"),
        ("2027-10-30 08:00", "2027-10-31 20:00"),
    ],
)
def test_it_opens_and_closes_by_the_clock_on_the_wall(
    database: Database, town: House, clock: Clock, plan: Plan, opens: str, closes: str
) -> None:
    """Also where the clocks change in between: eight is eight and twenty is twenty."""
    with database.write() as db:
        code = made(db, plan, town, opens=opens, closes=closes, decides="2027-12-01")
    for at, then in (
        (opens.replace("08:00", "07:59"), ElectionState.DRAFT),
        (opens, ElectionState.OPEN),
        (closes.replace("20:00", "19:59"), ElectionState.OPEN),
        (closes, ElectionState.CLOSED),
    ):
        clock.set(at.replace(" ", "T"))
        tick(database, town)
        assert state(database, code) is then, at


def test_an_incomplete_draft_does_not_open_and_the_others_do(
    database: Database, town: House, plan: Plan, clock: Clock
) -> None:
    """It is told why, and opens as soon as it is complete; one that closes does not wait for it."""
    with database.write() as db:
        whole = made(db, plan, town)
        lacking = made(db, plan, town, code="vajaa", budget=None)
        old = made(db, plan, town, code="vanha", closes="2027-02-09 20:00")
        votes.open_election(db, sealer=town.sealer, election_id=votes.lock(db, code=old).id, now=plan.opens)
    moved = tick(database, town)
    assert (moved.opened, moved.closed) == ([whole], [old])
    assert moved.refused == ["Äänestystä vajaa ei voi avata:\n- budget puuttuu: paljonko rahaa jaetaan, euroina."]
    assert state(database, lacking) is ElectionState.DRAFT
    with database.write() as db:
        row = votes.lock(db, code=lacking)
        now_whole = plan.model_copy(update={"code": lacking})
        votes.replan(
            db,
            election_id=row.id,
            kind="budget",
            plan=now_whole.as_json(),
            opens_at=plan.opens,
            closes_at=plan.closes,
        )
    assert tick(database, town).opened == [lacking]
    assert tick(database, town) == Moved([], [], [])


def test_a_late_tick_takes_no_vote_that_came_late(
    database: Database, town: House, plan: Plan, clock: Clock, draft: str
) -> None:
    """The provider's time decides, however late the closing is noticed."""
    tick(database, town)
    with database.write() as db:
        assert votes.accepts(db, code=draft, at=plan.closes - timedelta(seconds=1))
        assert not votes.accepts(db, code=draft, at=plan.closes)
    clock.set("2027-02-28T20:30")
    tick(database, town)
    with database.write() as db:
        assert votes.lock(db, code=draft).closes_at == plan.closes
        assert votes.accepts(db, code=draft, at=plan.closes - timedelta(seconds=1))  # reconcile may bring it
        assert not votes.accepts(db, code=draft, at=plan.closes)


# -- texts that tell a ballot


def receipt(db: Connection, town: House, number: str) -> int:
    """A receipt in the outbox."""
    now = town.now()
    met = people.meet(db, sealer=town.sealer, channel="sms", value=number, now=now)
    return outbox.put(
        db,
        sealer=town.sealer,
        channel="sms",
        address_id=met.id,
        purpose=Purpose.REPLY,
        body=body.dump_json(Outbound("Äänesi: 3 Kukkivat puut puistoihin.")).decode(),
        now=now,
        due_at=now,
        expires_at=now + timedelta(hours=4),
        secret=True,
    )


def send(db: Connection, town: House, provider_id: str) -> None:
    """The oldest receipt leaves."""
    epoch = leases.hold(db, name="send:sms", holder="a")
    assert epoch is not None
    due = outbox.claim(db, channel="sms", epoch=epoch, limit=1, now=town.now())[0]
    outbox.begin(db, due=due, channel="sms", epoch=epoch, now=town.now())
    outbox.finish(db, row_id=due.id, state=OutboxState.SENT, now=town.now(), provider_id=provider_id)


def texts(db: Connection, town: House) -> list[str]:
    rows = db.execute(select(_outbox.c.id, _outbox.c.sealed).order_by(_outbox.c.id))
    return [body.validate_json(town.sealer.open(r.sealed, "outbox.sealed", r.id)).text for r in rows]


def test_a_receipt_is_blanked_when_its_way_is_over(database: Database, town: House, clock: Clock) -> None:
    """Delivered: here at once, at the provider by the next redaction; one without a last word after 24 hours."""
    with database.write() as db:
        receipt(db, town, "+358401111111")
        send(db, town, "SM1")
        receipt(db, town, "+358402222222")
        send(db, town, "SM2")
        report = {"channel": "sms", "state": OutboxState.DELIVERED, "error": "", "now": town.now()}
        outbox.report(db, ref="", provider_id="SM1", **report)
        blank(db, town)
        assert texts(db, town) == ["", "Äänesi: 3 Kukkivat puut puistoihin."]
        due = election_work.redactions(db, channel="sms", now=town.now())
        assert [item.provider_id for item in due] == ["SM1"]
    clock.set("+1d")
    with database.write() as db:
        blank(db, town)
        assert texts(db, town) == ["", ""]
        due = election_work.redactions(db, channel="sms", now=town.now())
        assert [item.provider_id for item in due] == ["SM1", "SM2"]


@dataclass
class Provider:
    """A channel whose provider keeps texts, and fails as often as it is told to."""

    name: str = "sms"
    fails: int = 0
    blanked: list[str] = field(default_factory=list)

    async def redact(self, provider_id: str) -> None:
        if self.fails:
            self.fails -= 1
            raise SendError("20009")
        self.blanked.append(provider_id)


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def ticker(database: Database, town: House, provider: Provider) -> Iterator[Ticker]:
    """With a channel that is open, in a process that holds it."""
    writer = Writer(database)
    sender = Sender(provider, writer, town, holder="a", per_second=1)  # type: ignore[arg-type]
    sender.opened, sender.epoch, sender._renewed = True, 1, time.monotonic()
    elections = Elections(writer, town, {"sms": sender}, count=count)
    yield Ticker(writer, holder="a", jobs={"elections": elections.tick})
    writer.close()


def wanted(database: Database, town: House, *ids: str) -> None:
    with database.write() as db:
        votes.redact(db, channel="sms", provider_ids=ids, due_at=town.now())


async def test_texts_are_blanked_at_the_provider(
    database: Database, town: House, ticker: Ticker, provider: Provider
) -> None:
    """Once each."""
    wanted(database, town, "SM1", "SM2")
    await ticker.once()
    await ticker.once()
    assert provider.blanked == ["SM1", "SM2"]


async def test_what_the_provider_refuses_is_tried_again(
    database: Database, town: House, ticker: Ticker, provider: Provider, clock: Clock
) -> None:
    """Later each time, and in the end once an hour: it is never given up."""
    wanted(database, town, "SM1")
    provider.fails = 5
    for n, wait in enumerate((*RETRY, RETRY[-1], RETRY[-1]), 1):
        await ticker.once()
        await ticker.once()  # not yet
        assert provider.fails == 5 - n
        clock.set(f"+{int(wait.total_seconds() // 60)}min")
    await ticker.once()
    assert provider.blanked == ["SM1"]


async def test_only_the_holder_ticks(database: Database, town: House, ticker: Ticker, draft: str) -> None:
    """Where another process has the lease, nothing is done here."""
    with database.write() as db:
        leases.hold(db, name="clock", holder="another")
    await ticker.once()
    assert state(database, draft) is ElectionState.DRAFT
    with database.write() as db:
        leases.let_go(db, name="clock", holder="another")
    await ticker.once()
    assert state(database, draft) is ElectionState.OPEN


def test_which_channels_are_asked() -> None:
    """SMS has texts at its provider that can be blanked; a bot can't empty what people have in their chats."""
    from bot.send import TelegramChannel
    from sms.send import SmsChannel

    assert issubclass(SmsChannel, Redacts)
    assert not issubclass(TelegramChannel, Redacts)


# -- codes


def test_a_code_is_asked_for_once_more(
    database: Database, town: House, clock: Clock, plan: Plan, draft: str, cast: Cast
) -> None:
    """After two hours, outside the quiet hours; not a third time, and not when the vote has closed."""
    tick(database, town)
    with database.write() as db:
        row = votes.lock(db, code=draft)
        for number, code in (("+358401111111", "1234"), ("+358402222222", "5678")):
            met = people.meet(db, sealer=town.sealer, channel="sms", value=number, now=town.now())
            proofs.hold(
                db,
                sealer=town.sealer,
                election_id=row.id,
                address_id=met.id,
                choices=(3,),
                code=code,
                at=town.now(),
            )
        assert ask_again(db, town) == 0
    clock.set("+2h")
    with database.write() as db:
        assert ask_again(db, town) == 2
        assert sorted(texts(db, town)) == [
            f"Äänestitkö juuri nyt? Vastaa tällä koodilla: {code}. Silloin äänesi on mukana."
            for code in ("1234", "5678")
        ]
        assert ask_again(db, town) == 0
        assert proofs.waiting_checks(db, election_id=row.id) == 2
