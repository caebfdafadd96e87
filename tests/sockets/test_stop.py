"""LOPETA: nothing leaves any more but answers to own messages, whatever was queued before it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

import store.people
from meijan import inbox_desk
from meijan.demo.telegram_chats import Person
from service.rate import Rate
from store import outbox
from store.models.outbox import OutboxState
from tests.sockets import said
from tests.sockets.city import VEIKKO, City

EVENING = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)  # 22.30 in Mikkeli: a notice waits for the morning
MORNING = datetime(2026, 11, 25, 6, 1, tzinfo=UTC)


def write(city: City, who: Person | str, text: str) -> None:
    """On the channel where somebody is."""
    if isinstance(who, Person):
        city.telegram.write(who, text)
    else:
        city.sms.text(who, text)


async def a_night(city: City, who: Person | str, clock: time_machine.Traveller) -> list[str]:
    """An idea is accepted in the evening, LOPETA comes in the night; what is said from then on."""
    write(city, who, "IDEA penkki rantaan")
    await city.told(who, said.KEPT)
    clock.move_to(EVENING)
    await asyncio.to_thread(city.desk.idea_accept, city.code(), "Penkki rantaan")
    write(city, who, "LOPETA")
    await city.told(who, said.STOPPED)
    before = len(_all(city, who))
    clock.move_to(MORNING)
    await city.rest()
    return _all(city, who)[before:]


def _all(city: City, who: Person | str) -> list[str]:
    return city.read(who) if isinstance(who, Person) else city.heard(who)


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_a_notice_queued_before_stop(city: City, clock: time_machine.Traveller, channel: str) -> None:
    """It is suppressed when its time comes."""
    who: Person | str = city.aino if channel == "telegram" else VEIKKO
    assert await a_night(city, who, clock) == []
    assert (channel, "suppressed") in city.outbox()
    assert f"reach {channel} stopped" in city.facts()

    # later notices are not even put, own questions are answered, and ALOITA brings messages back
    await asyncio.to_thread(city.desk.idea_state, city.code(), "ehdolla")
    rows = len(city.outbox())
    await city.rest()
    assert len(city.outbox()) == rows
    write(city, who, "OHJE")
    await city.told(who, said.HELP)
    write(city, who, "ALOITA")
    await city.told(who, said.BACK)
    await asyncio.to_thread(city.desk.idea_state, city.code(), "toteutetaan")
    await city.told(who, city.code())
    await city.rest()
    assert [text for text in _all(city, who) if said.PUBLIC in text] == []


async def test_without_it_the_notice_would_leave(
    city: City, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: LOPETA is answered, and forgotten."""
    monkeypatch.setattr(store.people, "set_reach", lambda db, **_named: None)
    (notice,) = await a_night(city, VEIKKO, clock)
    assert said.PUBLIC in notice


async def test_stop_while_notices_are_leaving(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty are due at once and LOPETA comes in their midst: none begins after it was committed."""
    for n in range(20):
        city.sms.text(VEIKKO, f"IDEA penkki numero {n} rantaan")
        await city.sms.settled()
    await city.rest()
    begun: list[tuple[OutboxState | None, bool]] = []
    begin, stopped, leaving = outbox.begin, asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def watched(db: object, **named: object) -> OutboxState | None:
        state = begin(db, **named)  # type: ignore[arg-type]
        begun.append((state, stopped.is_set()))
        loop.call_soon_threadsafe(leaving.set)
        return state

    monkeypatch.setattr(outbox, "begin", watched)
    codes = sorted({fact.split()[1] for fact in city.facts() if fact.endswith(" received")})
    city.service.senders["sms"].rate = Rate(40)  # half a second for all of them
    for code in codes:
        await asyncio.to_thread(city.desk.idea_accept, code, "Penkki rantaan")
    await leaving.wait()
    city.sms.text(VEIKKO, "LOPETA")
    await city.sms.settled()
    stopped.set()
    await city.rest()
    notices = [text for text in city.heard(VEIKKO) if said.PUBLIC in text]
    states = [state for state, after in begun if after and state is OutboxState.SENDING]
    assert len(states) <= 1  # the answer to LOPETA itself
    suppressed = [state for _channel, state in city.outbox()].count("suppressed")
    assert suppressed > 0
    assert len(notices) + suppressed == 20
    assert said.STOPPED in "".join(city.heard(VEIKKO))


async def test_stop_does_not_take_the_answer_of_a_person(city: City, clock: time_machine.Traveller) -> None:
    """Who asks after LOPETA is answered by staff within the hour; later nothing comes of our own accord."""
    city.sms.text(VEIKKO, "LOPETA")
    await city.told(VEIKKO, said.STOPPED)
    city.sms.text(VEIKKO, "IHMINEN")
    await city.told(VEIKKO, said.MESSAGE)
    city.sms.text(VEIKKO, "Miten saan avustajan kotiin?")
    await city.rest()
    with city.service.database.read() as db:
        thread = store.talk.newest_thread(db)
    assert thread is not None
    await asyncio.to_thread(inbox_desk.answer, city.desk, thread, "Soita palveluohjaukseen.", "Liisa")
    await city.told(VEIKKO, "Soita palveluohjaukseen.")
    clock.shift(timedelta(hours=2))
    heard = len(city.heard(VEIKKO))
    await asyncio.to_thread(inbox_desk.answer, city.desk, thread, "Vielä yksi asia.", "Liisa")
    await city.rest()
    assert len(city.heard(VEIKKO)) == heard
