"""Who may let a broadcast go, and that what goes is what was approved."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from service.broadcasts import making
from service.broadcasts.moment import Moment
from service.notices import Refused
from service.words import Words
from store import broadcasts, people
from store.models.broadcasts import Broadcast, BroadcastRecipient
from store.models.people import Reach
from store.models.staff import AuditEntry
from store.sql import table
from tests.broadcasts.conftest import TEXT, Town, local

broadcast, recipient = table(Broadcast), table(BroadcastRecipient)


def test_nobody_approves_what_they_asked_for_or_wrote(town: Town) -> None:
    town.person()
    number = town.draft(by="Liisa")
    town.do(lambda db: making.edit(db, town.house, number=number, by="Kaisa", name="Toinen nimi"))
    town.do(lambda db: making.ask(db, town.house, number=number, by="Pekka"))
    for by in ("Liisa", "Kaisa", "Pekka"):
        with pytest.raises(Refused, match="Et voi hyväksyä omaa"):
            town.do(lambda db, by=by: making.approve(db, town.house, number=number, by=by))  # type: ignore[misc]
    town.do(lambda db: making.approve(db, town.house, number=number, by="Matti"))
    assert town.row(number).approved_by == "Matti"


@pytest.mark.parametrize("values", [{"approved_by": "Liisa"}, {"by": "Matti"}, {"asked_by": "Matti"}])
def test_the_database_refuses_it_too(town: Town, values: dict[str, str]) -> None:
    town.person()
    number = town.approved()
    with pytest.raises(IntegrityError):
        town.do(lambda db: db.execute(update(broadcast).where(broadcast.c.number == number).values(**values)))


def test_the_database_refuses_a_large_one_without_a_second_person(town: Town) -> None:
    town.limit(people=1)
    town.crowd(2)
    number = town.approved()
    assert town.row(number).second
    with pytest.raises(IntegrityError):
        town.do(lambda db: db.execute(update(broadcast).where(broadcast.c.number == number).values(approved_by="")))


@pytest.mark.parametrize(
    ("people_limit", "euros_limit", "n", "alone"),
    [(3, 50.0, 3, True), (3, 50.0, 4, False), (200, 0.24, 3, True), (200, 0.24, 4, False)],
)
def test_a_second_person_above_people_or_euros(
    town: Town, people_limit: int, euros_limit: float, n: int, alone: bool
) -> None:
    """0,08 € a part, one part each."""
    town.limit(people=people_limit, euros=euros_limit)
    town.crowd(n)
    number = town.draft()
    if alone:
        town.do(lambda db: making.send(db, town.house, number=number, by="Liisa"))
        assert (town.row(number).state, town.row(number).approved_by) == ("approved", "")
    else:
        with pytest.raises(Refused, match="Toisen ihmisen pitää hyväksyä"):
            town.do(lambda db: making.send(db, town.house, number=number, by="Liisa"))
        assert town.recipients(number) == set()
        town.do(lambda db: making.ask(db, town.house, number=number, by="Liisa"))
        town.do(lambda db: making.approve(db, town.house, number=number, by="Matti"))


def test_telegram_costs_nothing(town: Town) -> None:
    town.limit(euros=0.0)
    town.crowd(5, channel="telegram")
    number = town.draft()
    town.do(lambda db: making.send(db, town.house, number=number, by="Liisa"))
    assert town.row(number).state == "approved"


def test_an_edit_after_asking_makes_a_draft_of_it(town: Town) -> None:
    town.person()
    number = town.draft()
    town.do(lambda db: making.ask(db, town.house, number=number, by="Liisa"))
    town.do(lambda db: making.edit(db, town.house, number=number, by="Liisa", words=Words(fi=TEXT + " Tule!")))
    row = town.row(number)
    assert (row.state, row.asked_by, row.asked_at) == ("draft", "", None)
    with pytest.raises(Refused, match="on luonnos"):
        town.do(lambda db: making.approve(db, town.house, number=number, by="Matti"))


def test_what_is_approved_is_not_edited_but_sent_back(town: Town) -> None:
    town.person()
    number = town.approved()
    with pytest.raises(Refused, match="on hyväksytty"):
        town.do(lambda db: making.edit(db, town.house, number=number, by="Liisa", name="Muu"))
    town.do(lambda db: making.send_back(db, town.house, number=number, by="Matti", why="kirjoitusvirhe"))
    row = town.row(number)
    assert (row.state, row.approved_by, row.frozen_hash, town.recipients(number)) == ("draft", "", "", set())
    town.do(lambda db: making.edit(db, town.house, number=number, by="Liisa", name="Muu"))


def test_after_the_approval_things_only_drop(town: Town) -> None:
    """Nobody joins, nobody changes channel or language; who may not be written to any more is left out, with why."""
    stays, stopped, unwilling, moved, english = town.crowd(5)
    number = town.approved(words=Words(fi=TEXT, en="City of Mikkeli: hello"))
    town.person()
    town.reach(stopped, Reach.STOPPED)
    town.takes_back(unwilling)
    town.do(lambda db: people.unlink(db, address_id=moved, now=town.at))
    town.do(lambda db: people.set_language(db, address_id=english, language="en"))
    town.tick()
    put = {a: text for a, _state, text in town.put()}
    assert set(put) == {stays, english}
    assert put[english] == put[stays]
    assert town.progress(number).dropped == {"stopped": 1, "no_consent": 1, "moved": 1}
    assert town.progress(number).total.dropped == 3


def test_a_sign_up_that_is_cancelled_drops_its_reminder(town: Town) -> None:
    event_id = town.event("2026-11-27T13:00")
    somebody, other = town.crowd(2)
    town.sign_up(event_id, somebody)
    number = town.approved(event=12, signups="coming")
    town.sign_up(event_id, other)
    town.tick()
    assert [a for a, _s, _t in town.put()] == [somebody]
    assert town.recipients(number) == {somebody}


@pytest.mark.parametrize("what", ["words", "recipient"])
def test_what_was_changed_behind_the_approval_does_not_begin(town: Town, what: str) -> None:
    _somebody, other = town.crowd(2)
    number = town.approved()
    row = town.row(number)
    if what == "words":
        words = '{"fi": "Osta tästä", "sv": "", "en": ""}'
        town.do(lambda db: db.execute(update(broadcast).where(broadcast.c.id == row.id).values(words=words)))
    else:
        town.do(lambda db: db.execute(delete(recipient).where(recipient.c.address_id == other)))
    town.tick()
    assert town.state(number) == ("paused", "changed")
    assert town.put() == []
    with pytest.raises(Refused, match="eivät ole samat"):
        town.do(lambda db: making.resume(db, town.house, number=number, by="Matti"))


def test_all_faults_at_once_and_nobody_to_reach(town: Town) -> None:
    number = town.draft(words="Hei {kuka}, {aika}")
    with pytest.raises(Refused) as refused:
        town.do(lambda db: making.ask(db, town.house, number=number, by="Liisa"))
    assert str(refused.value).splitlines() == [
        "fi: {kuka} ei käy. Voit käyttää näitä: {nimi} {tapahtuma} {aika} {paikka}.",
        "fi: {aika} ei käy tässä lähetyksessä. Valitse tapahtuma tai äänestys.",
        "Kukaan ei saisi viestiä. Muuta joukkoa.",
    ]


def test_what_each_did_is_written_down(town: Town) -> None:
    town.person()
    number = town.approved()
    town.tick()
    with town.database.read() as db:
        did = [(one.by, one.what) for one in broadcasts.changes(db, broadcast_id=town.row(number).id)]
        logged = [
            (r.who, r.what, r.on_what)
            for r in db.execute(table(AuditEntry).select().order_by(table(AuditEntry).c.number))
        ]
    assert did == [("Liisa", "created"), ("Liisa", "asked"), ("Matti", "approved"), ("kello", "started")]
    assert logged[:3] == [
        ("Liisa", "broadcast.created", f"lähetys {number}"),
        ("Liisa", "broadcast.asked", f"lähetys {number}"),
        ("Matti", "broadcast.approved", f"lähetys {number}"),
    ]


def test_a_time_that_is_over_is_refused(town: Town) -> None:
    town.person()
    number = town.draft(moment=Moment(kind="at", at=local("2026-11-20T12:30")))
    town.at = local("2026-11-20T12:30")
    with pytest.raises(Refused, match="Aika on jo mennyt"):
        town.do(lambda db: making.send(db, town.house, number=number, by="Liisa"))
