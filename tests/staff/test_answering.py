"""When an answer leaves, by the clock on the wall; what LOPETA holds back; who is first when two are."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, update

from service.calendar import HELSINKI
from service.notices import Refused
from service.staffing import members
from service.threads import answering, handling
from store import audit, leases, outbox, talk, thread_messages, threads
from store.database import Database
from store.models.outbox import Purpose
from store.models.people import Reach
from store.models.staff import Role
from store.models.talk import Thread
from store.sql import table
from tests.console import a_house
from tests.staff.residents import left, wrote
from tests.threads import together

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
GRACE = answering.GRACE


def wall(text: str, fold: int = 0) -> datetime:
    """A time in Finland."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-11-24T12:00", "2026-11-24T12:00:15"),
        ("2026-11-24T19:59:40", "2026-11-24T19:59:55"),
        ("2026-11-24T19:59:50", "2026-11-25T08:00"),  # the moment for second thoughts must not end in the quiet hours
        ("2026-11-24T20:00", "2026-11-25T08:00"),
        ("2026-11-25T07:59:30", "2026-11-25T08:00"),
        ("2026-11-25T07:59:50", "2026-11-25T08:00:05"),
        ("2026-11-25T08:00", "2026-11-25T08:00:15"),
        ("2026-10-24T22:00", "2026-10-25T08:00"),  # the night of 25 hours
        ("2027-03-27T22:00", "2027-03-28T08:00"),  # the night of 23 hours
        ("2026-10-25T03:30", "2026-10-25T08:00"),
        ("2027-03-28T04:30", "2027-03-28T08:00"),
    ],
)
def test_it_waits_for_the_morning_by_the_clock_on_the_wall(now: str, leaves: str) -> None:
    at = wall(now)
    plan = answering.leaving(reach=Reach.OPEN, wrote_at=at - timedelta(hours=3), now=at)
    assert plan.due_at == wall(leaves)
    assert answering.waits_for_morning(plan, now=at) == (plan.due_at != at + GRACE)
    assert plan.purpose is Purpose.SERVICE


@pytest.mark.parametrize("night", ["2026-11-24T23:00", "2026-10-25T03:30", "2027-03-28T02:30"])
def test_who_wrote_within_the_hour_is_answered_at_night(night: str) -> None:
    at = wall(night)
    lately = answering.leaving(reach=Reach.OPEN, wrote_at=at - timedelta(minutes=60), now=at)
    assert (lately.due_at, lately.purpose) == (at + GRACE, Purpose.REPLY)
    later = answering.leaving(reach=Reach.OPEN, wrote_at=at - timedelta(minutes=61), now=at)
    assert answering.waits_for_morning(later, now=at)


def test_an_hour_over_the_change_of_clocks_is_sixty_minutes() -> None:
    """03.30 comes twice on that night: the second is an hour after the first."""
    first, second = wall("2026-10-25T03:30"), wall("2026-10-25T03:30", fold=1)
    assert answering.leaving(reach=Reach.OPEN, wrote_at=first, now=second).lately
    later = second + timedelta(minutes=1)
    assert not answering.leaving(reach=Reach.OPEN, wrote_at=first, now=later).lately


@pytest.mark.parametrize("reach", list(Reach))
@pytest.mark.parametrize("minutes", [30, 90])
def test_what_is_held_back_is_on_the_call_list(database: Database, reach: Reach, minutes: int) -> None:
    house = a_house(NOW)
    with database.write() as db:
        thread_id = wrote(db, house, at=NOW - timedelta(minutes=minutes), reach=reach)
        done = answering.answer(db, house, thread_id=thread_id, by="Maija", text="Hei!")
    goes = reach is Reach.OPEN or (reach is Reach.STOPPED and minutes == 30)
    assert done.plan.goes is goes
    with database.read() as db:
        ((_, state, _, _),) = left(db, house)
        assert (state == "queued", len(outbox.call_list(db))) == (goes, 0 if goes else 1)


def test_a_closed_thread_opens_when_it_is_answered(database: Database) -> None:
    house = a_house(NOW)
    with database.write() as db:
        thread_id = wrote(db, house)
        handling.close(db, house, thread_id=thread_id, by="Maija")
        answering.answer(db, house, thread_id=thread_id, by="Maija", text="Hei!")
        row = threads.by_id(db, thread_id=thread_id)
    assert row is not None
    assert row.closed_at is None


def test_an_answer_that_left_is_not_taken_back_nor_is_anothers(database: Database) -> None:
    house = a_house(NOW)
    with database.write() as db:
        thread_id = wrote(db, house)
        done = answering.answer(db, house, thread_id=thread_id, by="Maija", text="Hei!")
        with pytest.raises(Refused, match="ei voi perua"):
            answering.take_back(db, house, message_id=done.message_id, by="Matti")
        message = thread_messages.message(db, sealer=house.sealer, message_id=done.message_id)
        assert message is not None
        (due,) = _sending(db)
        assert due == message.outbox_id
        with pytest.raises(Refused, match="lähti jo"):
            answering.take_back(db, house, message_id=done.message_id, by="Maija")
        assert len(thread_messages.messages(db, sealer=house.sealer, thread_id=thread_id)) == 2


def _sending(db: Connection) -> list[int]:
    """A sender takes what is due."""
    epoch = leases.hold(db, name="send:sms", holder="test")
    assert epoch is not None
    dues = outbox.claim(db, channel="sms", epoch=epoch, limit=10, now=NOW)
    for due in dues:
        outbox.begin(db, due=due, channel="sms", epoch=epoch, now=NOW)
    return [due.id for due in dues]


def test_taken_back_it_puts_no_question_and_the_first_promise_stands(database: Database) -> None:
    house = a_house(NOW)
    with database.write() as db:
        thread_id = wrote(db, house)
        first = answering.answer(db, house, thread_id=thread_id, by="Maija", text="Yksi")
        second = answering.answer(db, house, thread_id=thread_id, by="Maija", text="Kaksi")
        row = threads.by_id(db, thread_id=thread_id)
        assert row is not None
        for done, waits in ((second, False), (first, True)):
            answering.take_back(db, house, message_id=done.message_id, by="Maija")
            after = threads.by_id(db, thread_id=thread_id)
            assert after is not None
            assert (after.waits, after.answer_by is not None) == (waits, waits)
        assert talk.take_questions(db, address_id=row.address_id, now=NOW) == []


# -- two at once


@pytest.mark.parametrize("careful", [True, False])
def test_of_two_who_take_a_thread_the_second_is_told(database: Database, careful: bool) -> None:
    """The control writes without looking whose it was, and both believe it to be theirs."""
    house = a_house(NOW)
    with database.write() as db:
        maija, matti = (
            members.add(db, house, name=name, roles=[Role.MODERATOR], by="testi") for name in ("Maija", "Matti")
        )
    for n in range(5):
        with database.write() as db:
            thread_id = wrote(db, house, value=f"+35840100000{n}")

        def take(to: int, of: int = thread_id) -> None:
            with database.write() as db:
                if careful:
                    handling.assign(db, house, thread_id=of, to=to, was=None, by="testi")
                else:
                    db.execute(update(table(Thread)).where(table(Thread).c.id == of).values(assigned_to=to))

        raised = together(partial(take, maija), partial(take, matti))
        with database.read() as db:
            row = threads.by_id(db, thread_id=thread_id)
        assert row is not None
        assert [type(error) for error in raised] == ([Refused] if careful else [])
        assert all(f"Siihen vastaa nyt {row.assigned}." in str(error) for error in raised)


@pytest.mark.parametrize("careful", [True, False])
def test_of_two_answers_at_once_the_second_is_seen_first(database: Database, careful: bool) -> None:
    """The control does not say what it has seen, and both answers leave."""
    house = a_house(NOW)
    with database.write() as db:
        thread_id = wrote(db, house)
        seen = thread_messages.newest_message(db, thread_id=thread_id)

    def send(by: str) -> None:
        with database.write() as db:
            answering.answer(db, house, thread_id=thread_id, by=by, text="Hei!", seen=seen if careful else None)

    raised = together(lambda: send("Maija"), lambda: send("Matti"))
    with database.read() as db:
        sent = left(db, house)
        assert audit.verify(db) is None
    assert [type(error) for error in raised] == ([answering.Newer] if careful else [])
    assert len(sent) == (1 if careful else 2)


def test_an_answer_taken_back_while_it_leaves_is_either_sent_or_not(database: Database) -> None:
    house = a_house(NOW)
    for n in range(5):
        with database.write() as db:
            thread_id = wrote(db, house, value=f"+35840100000{n}")
            done = answering.answer(db, house, thread_id=thread_id, by="Maija", text="Hei!")

        def unwrite(message_id: int = done.message_id) -> None:
            with database.write() as db, suppress(Refused):
                answering.take_back(db, house, message_id=message_id, by="Maija")

        def leave() -> None:
            with database.write() as db:
                _sending(db)

        assert together(unwrite, leave) == []
        with database.read() as db:
            state = left(db, house)[-1][1]
            said = len(thread_messages.messages(db, sealer=house.sealer, thread_id=thread_id))
        assert (state, said) in (("cancelled", 1), ("sending", 2))
