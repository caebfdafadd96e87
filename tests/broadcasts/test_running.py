"""On its way: paused, resumed, cancelled, stopped by failures or by the day's money, retried, decided."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.broadcasts import clock, making
from service.notices import Refused
from store import outbox
from store.models.outbox import OutboxState
from store.models.people import Reach
from tests.broadcasts.conftest import Town, rows

S = OutboxState


def states(town: Town) -> list[str]:
    return sorted(state for _a, state, _t in town.put())


def started(town: Town, n: int = 6, **draft: object) -> int:
    """One whose messages are in the queue; its number."""
    town.crowd(n)
    number = town.approved(**draft)
    town.tick()
    return number


def test_pause_takes_back_and_resume_feeds_again(town: Town) -> None:
    number = started(town)
    town.send(most=2)
    assert town.do(lambda db: making.pause(db, town.house, number=number, by="Liisa")) == 4
    assert (town.state(number), states(town)) == (("paused", "person"), ["sent", "sent"])
    assert town.send() == []
    town.tick()
    assert town.feed(number).fed == 0
    assert (town.progress(number).total.done, town.progress(number).total.left) == (2, 4)
    town.do(lambda db: making.resume(db, town.house, number=number, by="Liisa"))
    town.tick()
    assert len(town.send()) == 4
    town.tick()
    assert town.state(number) == ("done", "")
    assert town.progress(number).total == town.progress(number).channels["sms"]
    assert town.progress(number).total.done == 6


def test_what_the_sender_has_in_hand_is_let_go_on(town: Town) -> None:
    """A message that is being sent can't be taken back: it is the recipient's own, and counts."""
    number = started(town, 2)
    with town.database.write() as db:
        first = db.execute(select(rows.c.id).order_by(rows.c.id)).scalars().first()
        db.execute(rows.update().where(rows.c.id == first).values(state=S.SENDING))
    assert town.do(lambda db: making.pause(db, town.house, number=number, by="Liisa")) == 1
    assert states(town) == ["sending"]
    assert town.progress(number).total.left == 2


def test_cancelled_in_the_middle(town: Town) -> None:
    number = started(town)
    town.send(most=1)
    assert town.do(lambda db: making.cancel(db, town.house, number=number, by="Matti")) == 5
    town.tick()
    assert (town.state(number), states(town), town.send()) == (("cancelled", "by_person"), ["sent"], [])
    with pytest.raises(Refused, match="on peruttu"):
        town.do(lambda db: making.resume(db, town.house, number=number, by="Matti"))


def test_who_says_stop_after_the_feed_gets_nothing(town: Town) -> None:
    number = started(town, 2)
    one = town.put()[0][0]
    town.reach(one, Reach.STOPPED)
    assert one not in town.send()
    town.tick()
    assert (town.state(number)[0], town.progress(number).total.dropped) == ("done", 1)


# -- by itself


@pytest.mark.parametrize(
    ("failed", "of", "pauses"), [(9, 9, False), (10, 10, True), (20, 100, True), (19, 100, False), (10, 51, False)]
)
def test_it_pauses_when_too_many_fail(town: Town, failed: int, of: int, pauses: bool) -> None:
    """At least ten, and a fifth of the latest hundred; nine of nine are too few to tell."""
    number = started(town, of)
    bad = {a for a, _s, _t in town.put()[:failed]}
    town.send(lambda address: S.FAILED if address in bad else S.SENT)
    town.tick(feed=False)
    assert town.state(number) == (("paused", "failures") if pauses else ("done", ""))


def test_failures_of_before_do_not_stop_it_again(town: Town) -> None:
    """Staff have looked and resumed: only what fails from now on counts."""
    number = started(town, 30)
    town.send(S.FAILED, most=15)
    town.tick(feed=False)
    assert town.state(number) == ("paused", "failures")
    town.tick("2026-11-20T13:00")
    town.do(lambda db: making.resume(db, town.house, number=number, by="Liisa"))
    town.tick()
    town.send()
    town.tick()
    assert town.state(number) == ("done", "")
    assert (town.progress(number).total.done, town.progress(number).total.failed) == (15, 15)


def test_only_the_latest_hundred_count(town: Town) -> None:
    number = started(town, 150)
    town.send(S.FAILED, most=12)
    town.tick("2026-11-20T12:01", feed=False)
    assert town.state(number) == ("paused", "failures")


def test_the_days_money_stops_it_and_nothing_else(town: Town) -> None:
    """0,08 € each: five fit into 0,40 €. Telegram costs nothing and goes on."""
    town.limit(daily_cap=0.40)
    town.crowd(8)
    number = town.approved()
    town.tick(channels=("sms",))
    assert town.state(number) == ("paused", "cap")
    assert town.put() == []  # what was fed is taken back, and has cost nothing
    town.limit(daily_cap=0.80)
    town.do(lambda db: making.resume(db, town.house, number=number, by="Liisa"))
    town.tick()
    assert len(town.send()) == 8
    town.crowd(2)
    other = town.approved()
    town.tick()
    assert town.state(other) == ("paused", "cap")
    town.tick("2026-11-21T09:00")
    town.do(lambda db: making.resume(db, town.house, number=other, by="Liisa"))
    town.tick()
    assert town.state(other) == ("sending", "")


def test_the_cap_looks_at_all_broadcasts_of_the_day(town: Town) -> None:
    town.limit(daily_cap=0.40)
    first = started(town, 3)
    town.send()
    town.tick()
    assert town.state(first)[0] == "done"
    town.crowd(3, channel="telegram")
    second = town.approved()
    town.tick(channels=("sms",))
    assert town.state(second) == ("paused", "cap")


# -- afterwards


def test_retry_of_what_can_be_retried(town: Town) -> None:
    """A dead number is not tried again, nothing a fourth time; only the newest message of a recipient counts."""
    number = started(town, 3)
    dead, alive, _fine = (a for a, _s, _t in town.put())
    town.send(lambda address: S.FAILED if address in (dead, alive) else S.SENT)
    town.reach(dead, Reach.BAD)
    town.tick()
    assert (town.state(number)[0], town.progress(number).total.failed) == ("done", 2)
    for _ in range(2):
        assert town.do(lambda db: making.retry(db, town.house, number=number, by="Liisa")) == 1
        assert town.state(number)[0] == "sending"
        town.tick()
        assert town.send(S.FAILED) == [alive]
        town.tick()
    with pytest.raises(Refused, match="Mitään ei voi lähettää uudestaan"):
        town.do(lambda db: making.retry(db, town.house, number=number, by="Liisa"))
    total = town.progress(number).total
    assert (total.done, total.failed, total.total) == (1, 2, 3)


@pytest.mark.parametrize("arrived", [True, False])
def test_unknown_waits_for_staff(town: Town, arrived: bool) -> None:
    somebody = town.person(channel="telegram")
    number = town.approved()
    town.tick()
    town.send(S.UNKNOWN, channel="telegram")
    town.tick()
    assert (town.state(number)[0], town.progress(number).total.unknown) == ("done", 1)
    assert town.send(channel="telegram") == []
    with town.database.read() as db:
        message = db.execute(select(rows.c.id)).scalar_one()
    town.do(lambda db: making.decide(db, town.house, number=number, outbox_id=message, arrived=arrived, by="Liisa"))
    town.tick()
    assert town.send(channel="telegram") == ([] if arrived else [somebody])
    town.tick()
    total = town.progress(number).total
    assert (town.state(number)[0], total.done, total.unknown, total.total) == ("done", 1, 0, 1)
    with pytest.raises(Refused, match="ei ole tässä lähetyksessä"):
        town.do(lambda db: making.decide(db, town.house, number=number, outbox_id=message, arrived=True, by="Liisa"))


def test_a_broadcast_fills_no_call_list(town: Town) -> None:
    """Nobody phones them all; and "you have not voted yet" must name nobody."""
    town.person()
    number = town.approved()
    town.tick()
    with town.database.write() as db:
        message = db.execute(select(rows.c.id)).scalar_one()
        db.execute(rows.update().where(rows.c.id == message).values(state=S.SENDING))
        outbox.finish(db, row_id=message, state=S.FAILED, now=town.at, error="21610")
        assert outbox.call_list(db) == []
    assert town.progress(number).total.failed == 1


def test_ahead_of_a_channel_by_its_rate(town: Town) -> None:
    """Thirty seconds of its rate, 20 at least; what is on its way already counts."""
    town.limit(rates={"sms": 1.0, "telegram": 0.0})
    number = started(town, 40)
    with town.database.write() as db:
        assert clock.free(db, town.house, "sms") == 30 - 40
        assert clock.free(db, town.house, "telegram") == clock.UNLIMITED
    town.send(most=25)
    with town.database.write() as db:
        assert clock.free(db, town.house, "sms") == 15
    assert town.progress(number).total.done == 25


def test_pace_and_time_left(town: Town) -> None:
    town.limit(rates={"sms": 2.0})
    number = started(town, 40)
    assert (town.progress(number).rate, town.progress(number).seconds) == (0.0, 20.0)  # its rate, before a pace
    town.send(most=30)
    assert (town.progress(number).rate, town.progress(number).seconds) == (0.5, 20.0)
