"""What is relative to an event or a closing moves with it, is missed with it, and ends with it."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from service.broadcasts import making
from service.broadcasts.moment import Moment
from service.notices import Refused
from store.models.events import EventState
from tests.broadcasts.conftest import Town, local, wall

DAY_BEFORE = Moment(kind="event", event=12, days=1, clock=time(15))
WORDS = "Mikkelin kaupunki: {tapahtuma} alkaa {aika}, {paikka}."


def due(town: Town, number: int) -> str | None:
    at = town.row(number).due_at
    return wall(at) if at is not None else None


def test_it_moves_with_the_event_and_tells_the_new_time(town: Town) -> None:
    event_id = town.event("2026-11-27T13:00")
    somebody = town.person()
    number = town.approved(moment=DAY_BEFORE, words=WORDS)
    assert due(town, number) == "2026-11-26T15:00"
    town.postpone_to(event_id, "2026-11-30T09:00")
    town.tick()
    assert due(town, number) == "2026-11-29T15:00"
    town.tick("2026-11-26T15:00")
    assert town.put() == []
    town.postpone_to(event_id, "2026-11-28T18:00")
    town.tick()
    assert due(town, number) == "2026-11-27T15:00"
    town.tick("2026-11-27T14:59")
    assert town.put() == []
    town.tick("2026-11-27T15:00")
    said = "Mikkelin kaupunki: Kahvihetki alkaa lauantaina 28.11. kello 18, pääkirjasto.\nEi viestejä: LOPETA"
    assert town.put() == [(somebody, "queued", said)]


def test_moved_so_near_that_its_time_is_over_it_goes_at_once(town: Town) -> None:
    event_id = town.event("2026-11-27T13:00")
    somebody = town.person()
    number = town.approved(moment=DAY_BEFORE)
    town.postpone_to(event_id, "2026-11-21T10:00")
    town.tick("2026-11-20T18:00")
    assert [a for a, _s, _t in town.put()] == [somebody]
    assert town.row(number).expires_at == local("2026-11-21T10:00")


def test_a_postponed_event_is_waited_for(town: Town) -> None:
    event_id = town.event("2026-11-27T13:00")
    town.person()
    number = town.approved(moment=DAY_BEFORE)
    town.change(event_id, state=EventState.POSTPONED)
    town.tick("2026-11-26T15:00")
    town.tick("2026-11-28T15:00")
    assert (town.state(number), due(town, number)) == (("approved", ""), None)
    town.change(event_id, state=EventState.PUBLISHED)
    town.postpone_to(event_id, "2026-12-05T13:00")
    town.tick()
    assert due(town, number) == "2026-12-04T15:00"


@pytest.mark.parametrize("asked", [False, True])
def test_unapproved_at_its_time_it_is_missed(town: Town, asked: bool) -> None:
    town.event("2026-11-27T13:00")
    town.person()
    number = town.draft(moment=DAY_BEFORE)
    if asked:
        town.do(lambda db: making.ask(db, town.house, number=number, by="Liisa"))
    town.tick("2026-11-26T14:59")
    assert town.state(number)[0] == ("asked" if asked else "draft")
    town.tick("2026-11-26T15:00")
    assert town.state(number) == ("missed", "late")
    with pytest.raises(Refused, match="jäi lähettämättä"):
        town.do(lambda db: making.approve(db, town.house, number=number, by="Matti"))
    later = Moment(kind="event", event=12, hours=2)
    town.do(lambda db: making.edit(db, town.house, number=number, by="Liisa", moment=later))
    assert (town.state(number), due(town, number)) == (("draft", ""), "2026-11-27T11:00")


def test_between_its_time_and_the_tick_it_cannot_be_approved(town: Town) -> None:
    town.event("2026-11-27T13:00")
    town.person()
    number = town.draft(moment=DAY_BEFORE)
    town.do(lambda db: making.ask(db, town.house, number=number, by="Liisa"))
    town.at = local("2026-11-26T15:00") + timedelta(seconds=1)
    with pytest.raises(Refused, match="Aika on jo mennyt"):
        town.do(lambda db: making.approve(db, town.house, number=number, by="Matti"))


def test_a_draft_for_at_once_is_never_late(town: Town) -> None:
    town.person()
    number = town.draft()
    town.tick("2027-11-20T12:00")
    assert town.state(number) == ("draft", "")


@pytest.mark.parametrize("approved", [False, True])
def test_a_cancelled_event_takes_it_along(town: Town, approved: bool) -> None:
    event_id = town.event("2026-11-27T13:00")
    town.person()
    number = (town.approved if approved else town.draft)(moment=DAY_BEFORE)
    town.change(event_id, state=EventState.CANCELLED)
    town.tick()
    assert town.state(number) == ("missed", "event_cancelled")
    town.tick("2026-11-26T15:00")
    assert town.put() == []


def test_cancelled_in_the_middle(town: Town) -> None:
    """What has left has left; the rest is taken back."""
    event_id = town.event("2026-11-27T13:00")
    town.crowd(4)
    number = town.approved(moment=DAY_BEFORE)
    town.tick("2026-11-26T15:00")
    gone = town.send(most=1)
    town.change(event_id, state=EventState.CANCELLED)
    town.tick()
    assert town.state(number) == ("cancelled", "event_cancelled")
    assert [(a, s) for a, s, _t in town.put()] == [(gone[0], "sent")]
    assert town.send() == []
    assert (town.progress(number).total.done, town.progress(number).total.left) == (1, 3)


def test_what_has_not_left_when_the_event_begins_never_does(town: Town) -> None:
    town.event("2026-11-27T13:00")
    town.crowd(3)
    number = town.approved(moment=DAY_BEFORE)
    town.tick("2026-11-26T15:00")
    town.send(most=1)
    town.tick("2026-11-27T13:00")
    assert town.state(number) == ("cancelled", "over")
    assert town.send() == []


def test_the_event_that_is_gone_at_the_approval(town: Town) -> None:
    event_id = town.event("2026-11-27T13:00")
    town.person()
    number = town.draft(moment=DAY_BEFORE)
    town.change(event_id, state=EventState.CANCELLED)
    with pytest.raises(Refused, match="tapahtuma on peruttu"):
        town.do(lambda db: making.ask(db, town.house, number=number, by="Liisa"))
