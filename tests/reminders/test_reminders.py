"""What becomes of reminders: moved with the event, held back, taken back, late, and each once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from service.calendar import HELSINKI
from service.retention import erase_old
from store import leases, people
from store import outbox as sending
from store.models.events import EventState
from store.models.outbox import CallList, OutboxState
from store.models.people import Address, Reach
from store.models.report import Measure
from store.sql import table
from tests.reminders.conftest import Town, event, local, outbox, signup, wall

AINO, CHAT = "+358401234567", "7001"
THURSDAY = "2026-11-26T13:00"


# -- the rules, from planning to the outbox


def test_by_text_message_the_day_before(town: Town) -> None:
    town.sign_up(town.event(THURSDAY), AINO)
    town.run("2026-11-28T12:00")
    assert town.planned() == [("day", "2026-11-25T15:00", "sent")]
    assert town.when() == ["2026-11-25T15:00"]
    assert town.open_questions(AINO) == ["event.reminded"]


def test_on_telegram_also_two_hours_before_and_asked_after(town: Town) -> None:
    town.sign_up(town.event(THURSDAY), CHAT, channel="telegram")
    town.run("2026-11-28T12:00")
    assert town.when() == ["2026-11-25T15:00", "2026-11-26T11:00", "2026-11-26T16:00"]
    assert [kind for kind, _due, outcome in town.planned() if outcome == "sent"] == ["day", "hours", "feedback"]


def test_feedback_by_text_message_where_the_event_says_so(town: Town) -> None:
    town.sign_up(town.event(THURSDAY, feedback_by_sms=True), AINO)
    town.run("2026-11-28T12:00")
    assert town.when() == ["2026-11-25T15:00", "2026-11-26T16:00"]


def test_one_at_nine_has_one_reminder(town: Town) -> None:
    town.sign_up(town.event("2026-11-26T09:00"), CHAT, channel="telegram")
    town.run("2026-11-26T10:00")
    assert town.when() == ["2026-11-25T15:00"]


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        ("2026-10-25T13:00", ["2026-10-24T15:00", "2026-10-25T11:00", "2026-10-25T16:00"]),
        ("2026-10-25T03:30", ["2026-10-24T15:00", "2026-10-25T08:00"]),
        ("2027-03-28T13:00", ["2027-03-27T15:00", "2027-03-28T11:00", "2027-03-28T16:00"]),
        ("2027-03-28T04:30", ["2027-03-27T15:00", "2027-03-28T08:00"]),
    ],
)
def test_over_a_clock_change(town: Town, starts: str, said: list[str]) -> None:
    """Three in the afternoon is three on either side of the night that is 23 or 25 hours from it."""
    town.at = local(starts) - timedelta(days=3)
    town.sign_up(town.event(starts), CHAT, channel="telegram")
    town.run(wall(local(starts) + timedelta(days=2)))
    assert town.when() == said


def test_only_who_has_a_seat_then(town: Town) -> None:
    event_id = town.event(THURSDAY)
    town.sign_up(event_id, AINO, seats=0, waiting=2)
    gone = town.sign_up(event_id, "+358401234568")
    late = town.sign_up(event_id, "+358401234569", seats=0, waiting=1)
    town.signup(gone, seats=0)
    town.signup(late, seats=1, waiting=0)  # from the line, before the reminders
    ticked = town.tick("2026-11-25T15:00")
    assert (ticked.became["sent"], ticked.became["cancelled"]) == (1, 2)
    assert town.open_questions("+358401234569") == ["event.reminded"]
    assert town.open_questions(AINO) == []


def test_who_has_the_number_now_is_not_reminded(town: Town) -> None:
    """Also where they may be written to: it is another's sign-up."""
    one = town.sign_up(town.event(THURSDAY), AINO)
    address = table(Address)
    town.do(
        lambda db: people.unlink(
            db,
            address_id=db.execute(select(signup.c.address_id).where(signup.c.id == one)).scalar_one(),
            now=town.at,
        )
    )
    assert town.tick("2026-11-25T15:00").became == {"cancelled": 1}
    with town.database.read() as db:
        assert db.execute(select(address.c.reach)).scalar_one() == "open"


def test_nobody_is_reminded_of_what_they_have_just_been_told(town: Town) -> None:
    """Who signs up after three has no reminder of the same evening."""
    event_id = town.event(THURSDAY)
    town.at = local("2026-11-25T15:01")
    town.sign_up(event_id, AINO)
    town.run("2026-11-27T12:00")
    assert town.when() == []


def test_who_has_told_how_it_was_is_not_asked(town: Town) -> None:
    one = town.sign_up(town.event(THURSDAY), CHAT, channel="telegram")
    town.run("2026-11-26T15:00")
    town.signup(one, feedback=5)
    town.run("2026-11-27T15:00")
    assert town.when() == ["2026-11-25T15:00", "2026-11-26T11:00"]


# -- moved with the event


def test_an_event_that_is_moved_twice(town: Town) -> None:
    event_id = town.event(THURSDAY)
    town.sign_up(event_id, CHAT, channel="telegram")
    town.move(event_id, "2026-11-27T13:00")
    town.move(event_id, "2026-11-28T18:00")
    town.run("2026-11-30T12:00")
    assert town.when() == ["2026-11-27T15:00", "2026-11-28T16:00", "2026-11-29T08:00"]


def test_moved_to_a_later_day_after_the_reminder_it_is_said_again(town: Town) -> None:
    event_id = town.event(THURSDAY)
    town.sign_up(event_id, AINO)
    town.run("2026-11-25T15:00")
    leave(town)
    town.move(event_id, "2026-11-28T13:00")
    town.run("2026-11-29T12:00")
    assert town.when() == ["2026-11-25T15:00", "2026-11-27T15:00"]


def test_moved_back_after_the_reminder_it_is_not_said_again(town: Town) -> None:
    event_id = town.event(THURSDAY)
    town.sign_up(event_id, CHAT, channel="telegram")
    town.run("2026-11-25T15:00")
    leave(town)
    town.move(event_id, "2026-11-28T13:00")
    town.move(event_id, THURSDAY)
    town.run("2026-11-27T12:00")
    assert town.when() == ["2026-11-25T15:00", "2026-11-26T11:00", "2026-11-26T16:00"]


def test_moved_back_before_the_reminder_it_is_said(town: Town) -> None:
    event_id = town.event(THURSDAY)
    town.sign_up(event_id, AINO)
    town.move(event_id, "2026-11-28T13:00")
    town.move(event_id, THURSDAY)
    town.run("2026-11-29T12:00")
    assert town.when() == ["2026-11-25T15:00"]


def test_a_later_end_moves_the_question_after_it(town: Town) -> None:
    event_id = town.event(THURSDAY)
    town.sign_up(event_id, CHAT, channel="telegram")
    town.move(event_id, THURSDAY, hours=5)
    town.run("2026-11-27T12:00")
    assert town.when() == ["2026-11-25T15:00", "2026-11-26T11:00", "2026-11-26T19:00"]


@pytest.mark.parametrize("state", [EventState.POSTPONED, EventState.CANCELLED])
def test_off_before_the_reminders(town: Town, state: EventState) -> None:
    event_id = town.event(THURSDAY)
    town.sign_up(event_id, CHAT, channel="telegram")
    town.change(event_id, state=state)
    assert {outcome for _kind, _due, outcome in town.planned()} == {"cancelled"}
    town.run("2026-11-28T12:00")
    assert town.when() == []


def test_planned_again_and_again_it_is_the_same(town: Town) -> None:
    event_id = town.event(THURSDAY)
    one = town.sign_up(event_id, CHAT, channel="telegram")
    town.run("2026-11-25T15:00")
    before = town.planned()
    for _ in range(3):
        town.change(event_id)
        town.do(lambda db: reminders_of(db, town, event_id, one))
    assert town.planned() == before


def reminders_of(db: object, town: Town, event_id: int, signup_id: int) -> None:
    from service.events import reminders

    reminders.plan(db, town.house, event_id, signup_id=signup_id)  # type: ignore[arg-type]


# -- cancelled while reminders are leaving


def leave(town: Town) -> None:
    """All that is queued leaves."""
    town.do(lambda db: db.execute(update(outbox).where(outbox.c.state == "queued").values(state=OutboxState.SENT)))


def test_cancelled_during_a_reminder_run(town: Town) -> None:
    """Of 30: ten were put and three of them have left, one is being sent, one is in the sender's hands."""
    event_id = town.event(THURSDAY)
    for n in range(30):
        town.sign_up(event_id, f"+3584012345{n:02}")
    town.tick("2026-11-25T15:00", limit=10)
    with town.database.write() as db:
        epoch = leases.hold(db, name="send:sms", holder="a")
        assert epoch is not None
        taken = sending.claim(db, channel="sms", epoch=epoch, limit=5, now=town.at)
    with town.database.write() as db:
        for due in taken[:4]:
            assert sending.begin(db, due=due, channel="sms", epoch=epoch, now=town.at) is OutboxState.SENDING
        for due in taken[:3]:
            assert sending.finish(db, row_id=due.id, state=OutboxState.SENT, now=town.at)
    town.change(event_id, state=EventState.CANCELLED)
    town.tick()
    states = [state for _at, state, _text in town.put()]
    assert sorted(states) == ["cancelled"] * 6 + ["sending"] + ["sent"] * 3
    with town.database.write() as db:  # the sender finds that the one in its hands is gone
        assert sending.begin(db, due=taken[4], channel="sms", epoch=epoch, now=town.at) is None
        assert sending.claim(db, channel="sms", epoch=epoch, limit=50, now=town.at) == []
    outcomes = [outcome for _kind, _due, outcome in town.planned()]
    assert sorted(outcomes) == ["cancelled"] * 26 + ["sent"] * 4


def test_another_event_is_not_touched(town: Town) -> None:
    first, other = town.event(THURSDAY), town.event(THURSDAY, number=13)
    town.sign_up(first, AINO)
    town.sign_up(other, AINO)
    town.tick("2026-11-25T15:00")
    town.change(first, state=EventState.CANCELLED)
    assert [state for _at, state, _text in town.put()] == ["cancelled", "queued"]


def test_who_cancels_is_not_reminded_by_a_message_that_has_not_left(town: Town) -> None:
    event_id = town.event(THURSDAY)
    one, _other = town.sign_up(event_id, AINO), town.sign_up(event_id, "+358401234568")
    town.tick("2026-11-25T15:00")
    town.signup(one, seats=0)
    town.do(lambda db: reminders_of(db, town, event_id, one))
    assert [state for _at, state, _text in town.put()] == ["cancelled", "queued"]


# -- late


def test_a_service_that_was_down_says_what_still_helps(town: Town) -> None:
    town.sign_up(town.event(THURSDAY), AINO)
    assert town.tick("2026-11-26T10:00").became["sent"] == 1


@pytest.mark.parametrize("at", ["2026-11-25T20:00", "2026-11-26T07:59", "2026-11-26T12:01", "2026-11-26T14:00"])
def test_what_would_help_nobody_is_missed_and_counted(town: Town, at: str) -> None:
    town.sign_up(town.event(THURSDAY), AINO)
    assert town.tick(at).became["missed"] == 1
    assert town.when() == []
    with town.database.read() as db:
        measure = table(Measure)
        query = select(func.count()).where(measure.c.what == "reminder_missed")
        assert db.execute(query).scalar_one() == 1


def test_two_that_are_late_are_one(town: Town) -> None:
    """At half past ten the one of eleven says it all."""
    town.sign_up(town.event(THURSDAY), CHAT, channel="telegram")
    town.tick("2026-11-26T10:30")
    town.run("2026-11-26T12:00")
    assert town.when() == ["2026-11-26T11:00"]


def test_a_late_question_waits_for_the_morning(town: Town) -> None:
    town.sign_up(town.event(THURSDAY), CHAT, channel="telegram")
    town.run("2026-11-26T12:00")
    assert town.tick("2026-11-26T22:00").became == {}
    town.tick("2026-11-27T08:00")
    assert town.when()[-1] == "2026-11-27T08:00"


def test_it_leaves_before_the_quiet_hours_or_not_at_all(town: Town) -> None:
    town.sign_up(town.event(THURSDAY), AINO)
    town.tick("2026-11-25T15:00")
    with town.database.read() as db:
        row = db.execute(select(outbox)).one()
    assert wall(row.expires_at) == "2026-11-25T20:00"
    assert (row.purpose, row.priority) == ("reminder", 1)


# -- held back


@pytest.mark.parametrize("reach", [Reach.STOPPED, Reach.PROVIDER_STOPPED, Reach.BAD])
def test_lopeta_holds_reminders_back_and_nobody_is_phoned(town: Town, reach: Reach) -> None:
    town.sign_up(town.event(THURSDAY), AINO)
    town.reach(AINO, reach)
    town.tick("2026-11-25T15:00")
    with town.database.write() as db:
        epoch = leases.hold(db, name="send:sms", holder="a")
        assert epoch is not None
        (due,) = sending.claim(db, channel="sms", epoch=epoch, limit=5, now=town.at)
        assert sending.begin(db, due=due, channel="sms", epoch=epoch, now=town.at) is OutboxState.SUPPRESSED
        assert db.execute(select(func.count()).select_from(table(CallList))).scalar_one() == 0
    assert town.open_questions(AINO) == []


def test_one_that_nobody_can_word_keeps_nobody_from_theirs(town: Town) -> None:
    broken, fine = town.event("2026-11-26T12:00"), town.event(THURSDAY, number=13)
    town.sign_up(broken, AINO)
    town.sign_up(fine, AINO)
    town.do(lambda db: db.execute(update(event).where(event.c.id == broken).values(words="{")))
    assert town.tick("2026-11-25T15:00").became == {"failed": 1, "sent": 1}


# -- forgotten


def test_names_needs_and_words_are_erased_after_two_weeks(town: Town) -> None:
    one = town.sign_up(town.event(THURSDAY), AINO)
    town.signup(one, sealed_name=b"n", sealed_needs=b"w", sealed_feedback=b"f", feedback=4)
    ends = local(THURSDAY) + timedelta(hours=2)

    def kept(days: float) -> int:
        town.do(lambda db: erase_old(db, now=ends + timedelta(days=days)))
        with town.database.read() as db:
            row = db.execute(select(signup).where(signup.c.id == one)).one()
        assert row.feedback == 4
        return sum(value is not None for value in (row.sealed_name, row.sealed_needs, row.sealed_feedback))

    assert kept(13.99) == 3
    assert kept(14.01) == 0


def test_the_day_is_the_one_on_the_wall(town: Town) -> None:
    """What is counted at night belongs to the day in Finland."""
    town.sign_up(town.event("2026-11-26T02:00"), CHAT, channel="telegram")
    town.run("2026-11-26T12:00")
    with town.database.read() as db:
        days = set(db.execute(select(table(Measure).c.day)).scalars())
    assert days == {local("2026-11-25T15:00").astimezone(HELSINKI).date(), local("2026-11-26T08:00").date()}
