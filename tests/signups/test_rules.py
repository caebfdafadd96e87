"""The rules of the line one by one, and what staff do to an event that people have signed up to. Both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from service.channel import Inbound
from service.events import line, making
from service.events.draft import Draft
from service.events.spreading import Reached
from service.house import House
from service.notices import Refused, body
from service.turn import turn
from service.words import Words
from store import events, signups
from store.database import Database
from store.models.outbox import CallList, Outbox
from store.models.people import Address
from store.sql import table
from tests import events as examples
from tests.delivery.channels import a_house
from tests.events import local

_outbox, _calls, _address = table(Outbox), table(CallList), table(Address)


@dataclass
class Village:
    """People A, B, C … with a phone each, and the coffee hour."""

    database: Database
    capacity: int
    now: datetime = field(default_factory=lambda: local("2026-11-24T10:00"))
    sent: int = 0

    def __post_init__(self) -> None:
        with self.database.write() as db:
            self.id = examples.opened(db, self.house(), capacity=self.capacity).id

    def house(self) -> House:
        return replace(a_house(), now=lambda: self.now)

    def say(self, who: str, *texts: str) -> str:
        """Each a turn; the last answer."""
        answer = ""
        for words in texts:
            self.sent += 1
            inbound = Inbound("sms", str(self.sent), self.number(who), self.now, text=words)
            with self.database.write() as db:
                taken = turn(db, inbound, self.house())
                answer = self.text(db, taken.replies[-1].row_id) if taken.replies else ""
            self.now += timedelta(seconds=20)
        return answer

    def number(self, who: str) -> str:
        return f"+35840123{ord(who):04}"

    def text(self, db: Connection, row_id: int) -> str:
        row = db.execute(select(_outbox.c.sealed).where(_outbox.c.id == row_id)).one()
        return body.validate_json(a_house().sealer.open(row.sealed, "outbox.sealed", row_id)).text

    def told(self, who: str) -> Sequence[str]:
        """What we have told somebody of our own accord and have not taken back, oldest first."""
        with self.database.read() as db:
            query = select(_outbox).where(_outbox.c.purpose == "service", _outbox.c.state == "queued")
            rows = [r for r in db.execute(query.order_by(_outbox.c.id)) if self.whose(db, r.address_id) == who]
            return [self.text(db, row.id) for row in rows]

    def whose(self, db: Connection, address_id: int) -> str:
        sealed = db.execute(select(_address.c.sealed).where(_address.c.id == address_id)).scalar_one()
        return chr(int(a_house().sealer.open(sealed, "address.sealed", address_id)[-4:]))

    def later(self, **by: float) -> None:
        """Time passes, and offers run out."""
        self.now += timedelta(**by)
        with self.database.write() as db:
            while line.expire_offers(db, self.house()):
                pass

    def parts(self, who: str) -> tuple[int, int, int]:
        """Seats, offered, waiting."""
        with self.database.read() as db:
            for one in signups.live(db, event_id=self.id):
                if self.whose(db, one.address_id) == who:
                    return one.seats, one.offered, one.waiting
        return 0, 0, 0

    def staff(self, what: str, **more: object) -> object:
        with self.database.write() as db:
            return getattr(making, what)(db, self.house(), event_id=self.id, by="test", **more)

    def calls(self) -> int:
        with self.database.read() as db:
            return len(db.execute(select(_calls)).all())


@pytest.fixture
def one(database: Database) -> Village:
    return Village(database, 1)


def test_silence_keeps_the_place_and_the_seat_goes_on(one: Village) -> None:
    for who in "ABC":
        one.say(who, "ILMO 12")
    one.say("A", "PERU 12")
    assert one.parts("B") == (0, 1, 0)
    one.later(hours=4)
    assert (one.parts("B"), one.parts("C")) == ((0, 0, 1), (0, 1, 0))
    assert "seuraavalle" in one.told("B")[-1]
    one.say("C", "EI")  # who says no leaves
    assert one.parts("C") == (0, 0, 0)


def test_the_next_seat_begins_at_the_head_again(one: Village) -> None:
    for who in "ABC":
        one.say(who, "ILMO 12")
    one.say("A", "PERU 12")
    one.later(hours=4)
    one.say("C", "JOO", "PERU 12")
    assert one.parts("B") == (0, 1, 0)


def test_behind_the_last_it_is_free_for_anybody(one: Village) -> None:
    for who in "AB":
        one.say(who, "ILMO 12")
    one.say("A", "PERU 12")
    one.later(hours=4)
    assert "yhä vapaa" in one.told("B")[-1]
    assert one.say("D", "ILMO 12").startswith("Olet mukana!")
    assert not one.say("B", "JOO").startswith("Olet mukana!")
    assert one.parts("B") == (0, 0, 1)


def test_who_was_silent_may_still_answer(one: Village) -> None:
    for who in "AB":
        one.say(who, "ILMO 12")
    one.say("A", "PERU 12")
    one.later(hours=4)
    assert one.say("B", "JOO").startswith("Olet mukana!")


def test_shortly_before_all_are_asked_and_a_newcomer_waits(one: Village) -> None:
    for who in "ABC":
        one.say(who, "ILMO 12")
    one.now = local("2026-11-26T11:00")
    one.say("A", "PERU 12")
    assert (one.parts("B"), one.parts("C")) == ((0, 0, 1), (0, 0, 1))
    assert [len(one.told(who)) for who in "BC"] == [1, 1]
    one.say("D", "ILMO 12")
    assert one.parts("D") == (0, 0, 1)  # nobody jumps the line, though the seat is free
    assert one.say("C", "JOO").startswith("Olet mukana!")
    assert one.parts("C") == (1, 0, 0)
    assert not one.say("B", "JOO").startswith("Olet mukana!")
    assert one.told("B")[-1].startswith("Toinen ehti")


def test_a_newcomer_would_jump_the_line_without_the_rule(one: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.events.signing.closed_line", lambda *_args: False)
    for who in "AB":
        one.say(who, "ILMO 12")
    one.now = local("2026-11-26T11:00")
    one.say("A", "PERU 12")
    one.say("D", "ILMO 12")
    assert one.parts("D") == (1, 0, 0)


def test_who_has_said_lopeta_is_passed_over_and_called(one: Village) -> None:
    for who in "ABC":
        one.say(who, "ILMO 12")
    one.say("B", "LOPETA")
    one.say("A", "PERU 12")
    assert (one.parts("B"), one.parts("C")) == ((0, 0, 1), (0, 1, 0))
    assert one.calls() == 1


def test_whose_number_is_somebody_else_s_is_passed_over(one: Village) -> None:
    """Also where the new holder may be written to: else the seat would be held for a stranger, time and again."""
    one.say("A", "ILMO 12")
    one.say("B", "ILMO 12")
    one.say("C", "ILMO 12")
    one.say("B", "VÄÄRÄ NUMERO", "ALOITA")
    one.say("A", "PERU 12")
    assert not any("paikka" in told for told in one.told("B"))
    assert "Sinulle on paikka!" in one.told("C")[-1]


def test_a_party_is_offered_what_there_is_and_then_the_rest(database: Database) -> None:
    two = Village(database, 2)
    for who, words in (("A", "ILMO 12"), ("B", "ILMO 12"), ("C", "ILMO 12 2"), ("D", "ILMO 12")):
        two.say(who, words)
    two.say("A", "PERU 12")
    assert two.parts("C") == (0, 1, 1)
    two.say("B", "PERU 12")
    assert (two.parts("C"), two.parts("D")) == ((0, 2, 0), (0, 0, 1))
    assert len(two.told("C")) == 1  # one message for both: the older one has not left


def test_who_joins_a_party_in_line_waits_at_its_end(one: Village) -> None:
    for who in "ABC":
        one.say(who, "ILMO 12")
    one.say("B", "ILMO 12 2")
    one.say("A", "PERU 12")
    one.say("B", "JOO")
    one.staff("set_capacity", capacity=2)
    assert (one.parts("B"), one.parts("C")) == ((1, 0, 1), (0, 1, 0))


def test_fewer_seats_throw_nobody_out(database: Database) -> None:
    three = Village(database, 3)
    for who in "ABCD":
        three.say(who, "ILMO 12")
    three.staff("set_capacity", capacity=1)
    with database.read() as db:
        assert events.by_id(db, event_id=three.id).overfull == 2
    three.say("A", "PERU 12")
    three.say("B", "PERU 12")
    assert three.parts("D") == (0, 0, 1)  # what is too much is made up for first
    three.say("C", "PERU 12")
    assert three.parts("D") == (0, 1, 0)


# -- what staff do


def test_moved_twice_tells_the_newer_time_alone(one: Village) -> None:
    one.say("A", "ILMO 12")
    one.now = local("2026-11-24T21:00")  # at night: neither leaves before eight
    one.staff("move", starts=local("2026-11-27T13:00"), ends=local("2026-11-27T15:00"))
    one.staff("move", starts=local("2026-11-28T14:00"), ends=local("2026-11-28T15:00"))
    told = one.told("A")
    assert len(told) == 1
    assert "28.11." in told[0]


def test_a_change_of_text_tells_nobody_and_one_of_place_does(one: Village) -> None:
    one.say("A", "ILMO 12")
    with one.database.read() as db:
        row = events.by_id(db, event_id=one.id)
    same = {**examples.COFFEE, "capacity": 1, "text": {"fi": "Tervetuloa!"}}
    one.staff("edit", draft=Draft.model_validate(same))
    assert one.told("A") == []
    one.staff("edit", draft=Draft.model_validate({**same, "place": {"fi": "kaupungintalo"}}))
    assert "kaupungintalo" in one.told("A")[0]
    with one.database.read() as db:
        assert events.by_id(db, event_id=one.id).sequence == row.sequence + 1


def test_another_street_address_is_told_as_another_place(one: Village) -> None:
    one.say("A", "ILMO 12")
    same = {**examples.COFFEE, "capacity": 1}
    one.staff("edit", draft=Draft.model_validate({**same, "address": {"fi": "Raatihuoneenkatu 6"}}))
    assert one.told("A") == [], "an address where none was told is no change of it"
    one.staff("edit", draft=Draft.model_validate({**same, "address": {"fi": "Maaherrankatu 9"}}))
    assert "Uusi paikka: Maaherrankatu 9." in one.told("A")[0]


def test_a_change_does_not_leave_once_the_event_has_begun(one: Village) -> None:
    one.say("A", "ILMO 12")
    starts = local("2026-11-25T07:30")
    one.now = local("2026-11-24T22:00")
    one.staff("move", starts=starts, ends=local("2026-11-25T09:00"))
    with one.database.read() as db:
        (row,) = db.execute(select(_outbox).where(_outbox.c.purpose == "service")).all()
    assert (row.due_at, row.expires_at) == (one.now, starts), "at night, since at eight it would be too late"


def test_a_change_of_what_has_begun_leaves_until_its_end(one: Village) -> None:
    one.say("A", "ILMO 12")
    one.now = local("2026-11-26T13:30")
    one.staff("edit", draft=Draft.model_validate({**examples.COFFEE, "capacity": 1, "place": {"fi": "piha"}}))
    with one.database.read() as db:
        (row,) = db.execute(select(_outbox).where(_outbox.c.purpose == "service")).all()
    assert row.expires_at == local("2026-11-26T15:00")


def test_what_is_held_after_all_at_the_old_time_says_so(one: Village) -> None:
    one.say("A", "ILMO 12")
    one.staff("postpone")
    one.staff("move", starts=local("2026-11-26T13:00"), ends=local("2026-11-26T14:00"))
    assert "Uusi aika: torstaina 26.11. kello 13." in one.told("A")[-1]
    one.staff("move", starts=local("2026-11-26T13:00"), ends=local("2026-11-26T15:00"))
    assert len(one.told("A")) == 1, "another end tells nobody"


def test_a_cancelled_event_tells_all_and_holds_no_offer(one: Village) -> None:
    for who in "ABC":
        one.say(who, "ILMO 12")
    one.say("A", "PERU 12")
    one.say("C", "LOPETA")
    reached = one.staff("cancel", reason="Liukas keli")
    assert reached == Reached(told=1, to_phone=1)
    assert "Liukas keli" in one.told("B")[-1]
    assert one.parts("B") == (0, 0, 1)
    assert not one.say("B", "JOO").startswith("Olet mukana!")
    with pytest.raises(Refused):
        one.staff("move", starts=local("2026-11-28T14:00"), ends=local("2026-11-28T15:00"))


def test_a_postponed_event_comes_back_with_its_line(one: Village) -> None:
    for who in "AB":
        one.say(who, "ILMO 12")
    one.staff("postpone")
    assert "ILMO" not in one.say("D", "ILMO 12")
    assert one.parts("D") == (0, 0, 0)
    one.say("A", "PERU 12")
    assert one.parts("B") == (0, 0, 1)
    one.staff("move", starts=local("2026-12-03T13:00"), ends=local("2026-12-03T15:00"), place=Words(fi="Otava"))
    assert one.parts("B") == (0, 1, 0)


def test_an_offer_does_not_outlast_an_event_that_is_moved_forward(one: Village) -> None:
    for who in "AB":
        one.say(who, "ILMO 12")
    one.say("A", "PERU 12")
    one.staff("move", starts=local("2026-11-24T14:00"), ends=local("2026-11-24T15:00"))
    with one.database.read() as db:
        found = [s.offered_until for s in signups.live(db, event_id=one.id)]
        starts = events.by_id(db, event_id=one.id).starts_at
    assert found[0] is not None
    assert found[0] <= starts


def test_an_incomplete_event_is_not_published(one: Village) -> None:
    bare = {name: value for name, value in examples.COFFEE.items() if name != "place"}
    with one.database.write() as db:
        row = making.create(db, one.house(), draft=Draft.model_validate(bare), by="test")
        with pytest.raises(Refused, match="paikka"):
            making.publish(db, one.house(), event_id=row.id, by="test")


def test_how_many_were_there_is_known_only_afterwards(one: Village) -> None:
    with pytest.raises(Refused):
        one.staff("set_attended", n=9)
    one.now = local("2026-11-26T14:00")
    one.staff("set_attended", n=9)
    with one.database.read() as db:
        assert events.by_id(db, event_id=one.id).attended == 9
