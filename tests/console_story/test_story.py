"""A morning's work in a real browser, once by mouse and once by keyboard alone, while residents act on both phones.

Sari signs in by a link and then by a passkey. She publishes an idea that came by text message, answers a question, and
makes a reminder for those who come to an event. Pekka approves it in a browser of his own. She watches it leave, has it
pause and go on; everybody gets it once, and whoever writes meanwhile is answered meanwhile.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from playwright.async_api import Browser
from sqlalchemy import Connection

import service.clock
from service.events import making
from service.events.draft import Draft
from service.ideas.moving import UNDO
from service.threads.answering import GRACE
from store import events
from store.models.staff import Role
from tests.console_story.residents import crowd
from tests.console_story.town import Town
from tests.console_story.worker import Typist, Worker, with_device, worker

pytestmark = pytest.mark.browser
SOON = timedelta(seconds=1)
COMERS = 60
"""Who comes besides the two who sign up by themselves: three seconds of sending, at the demo's rate."""
REMINDER = "Muistathan: tänään on tapahtuma! Nähdään pian. T. Sari"
_chats = count(90_001)


def an_event(db: Connection, town: Town, at: str) -> int:
    """Soon, and everybody fits; its number."""
    fixed = {"title": {"fi": "Lauluilta"}, "place": {"fi": "tori"}, "ends": "2026-11-24 23:00", "takes_signups": True}
    row = making.create(db, town.house, draft=Draft.model_validate({**fixed, "starts": at}), by="testi")
    making.publish(db, town.house, event_id=row.id, by="testi")
    kept = events.by_id(db, event_id=row.id)
    assert kept is not None
    assert kept.number is not None
    return kept.number


async def with_passkey(who: Worker, link: str) -> None:
    """By the link, a passkey, out, and in again by the passkey."""
    await with_device(who)
    await who.open(f"/sisaan/{link}")
    await who.press("Kirjaudu sisään")
    await who.heading("Lisää pääsyavain")
    await who.press("Lisää pääsyavain")
    await who.heading("Työjono")
    await who.press("Kirjaudu ulos")
    await who.heading("Kirjaudu sisään")
    await who.press("Kirjaudu pääsyavaimella")
    await who.heading("Työjono")


async def publish(who: Worker, giver: str, clock: time_machine.Traveller) -> None:
    """An idea that has just come by text message, from the queue; its giver is told once it can't be undone."""
    town = who.town
    await town.text(giver, "IDEA Penkkejä rantaraitille, kun en jaksa kävellä")
    code = await came(town, giver, r"Sen tunnus on (\w+)")
    await who.open("/")
    await who.follow(code)
    await who.heading(code)
    await who.press("Julkaise")
    await who.sees("Kumoa")
    clock.shift(UNDO + SOON)
    await came(town, giver, f"({code}) on nyt julkinen")


async def answer(who: Worker, asker: str, clock: time_machine.Traveller) -> None:
    """A question that has just come, from the list of messages; the answer arrives once it can't be taken back."""
    town, question = who.town, f"Miten saan avustajan kotiin? {asker}"
    await town.text(asker, "Haluan puhua ihmiselle", question)
    await who.follow("Viestit")
    await who.follow(question)
    await who.write("Vastauksesi", "Hei! Soita kotihoitoon, numero 015 1941.")
    await who.press("Lähetä vastaus")
    await who.sees("Kumoa")
    clock.shift(GRACE + SOON)
    await came(town, asker, "(Soita kotihoitoon)")


async def came(town: Town, number: str, pattern: str) -> str:
    """What the pattern finds in a message that has come, or comes soon."""

    def found() -> re.Match[str] | None:
        return next((m for text in reversed(town.got(number)) if (m := re.search(pattern, text, re.I | re.S))), None)

    await town.demo.twilio.until(lambda: found() is not None)
    match = found()
    assert match is not None
    return match[1] or ""


async def reminder(who: Worker, event: int, hours: int) -> str:
    """Made and asked for; its address."""
    await who.follow("Lähetykset")
    await who.follow("Uusi lähetys")
    await who.write("Nimi, vain henkilöstölle", f"Muistutus {event}")
    await who.write("Ilmoittautuneet tapahtumaan (numero)", str(event))
    await who.write("Suomeksi", REMINDER)
    await who.sees(f"{COMERS + 2} ihmistä")
    await who.tick("Tapahtumasta laskien")
    await who.write("Päiviä", "0")
    await who.write("Tunteja", str(hours))
    await who.press("Tallenna ja jatka")
    await who.press("Pyydä silti toista ihmistä hyväksymään")
    await who.sees("Odottaa hyväksyntää")
    return who.page.url.partition("/staff")[2]


@pytest.mark.parametrize(("kind", "starts", "hours"), [(Worker, "12:10", 2), (Typist, "15:20", 5)])
async def test_a_morning(
    town: Town,
    browser: Browser,
    morning: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[Worker],
    starts: str,
    hours: int,
) -> None:
    monkeypatch.setattr(service.clock, "EVERY", 0.2)
    event = await town.write(lambda db: an_event(db, town, f"2026-11-24 {starts}"))
    comers = await town.write(lambda db: crowd(db, town, event, COMERS))
    mirja, veikko = await two_who_come(town, event)
    _, sari_link = await town.hire(Role.MODERATOR, Role.WRITER)
    _, pekka_link = await town.hire(Role.APPROVER)
    async with worker(town, browser, kind) as sari, worker(town, browser, kind) as pekka:
        await with_passkey(sari, sari_link)
        await publish(sari, mirja, morning)
        await answer(sari, mirja, morning)
        address = await reminder(sari, event, hours)
        await with_passkey(pekka, pekka_link)
        await pekka.open(f"{address}/vahvista")
        await pekka.press(f"Hyväksy: lähetä {COMERS + 2} ihmiselle")
        await pekka.sees("Hyväksytty")

        await sari.open(address)
        morning.shift(600)
        await sari.press("Tauko")
        await sari.sees("Tauolla")
        left = reminded(town, mirja, veikko, comers)
        assert 0 < len(left) < COMERS + 2
        await answered_meanwhile(town, mirja, veikko)
        assert reminded(town, mirja, veikko, comers) == left

        await sari.press("Jatka")
        await sari.sees(f"{COMERS + 2}/{COMERS + 2} on lähtenyt.")
    assert set(reminded(town, mirja, veikko, comers).values()) == {1}
    assert len(reminded(town, mirja, veikko, comers)) == COMERS + 2


async def two_who_come(town: Town, event: int) -> tuple[str, int]:
    """One by each phone, who agree to hear of events."""
    mirja, veikko, network = town.phone("Mirja"), next(_chats), town.demo.telegram
    await town.text(mirja, f"ILMO {event}", "AIHEET", "1")
    await town.demo.twilio.until(lambda: any("Aiheesi: tapahtumat" in text for text in town.got(mirja)))
    person = network.person(veikko, "Veikko", "fi", f"+35850{veikko:07}")
    for words in ("/start", f"ILMO {event}"):
        network.write(veikko, words)
        await network.settled()
    await network.until(lambda: "Saammeko" in person.last.text)
    network.tap(veikko, person.last.id, "Tapahtumat")
    await network.settled()
    return mirja, veikko


def reminded(town: Town, mirja: str, veikko: int, comers: list[str]) -> dict[str, int]:
    """How often the reminder came to each who got it."""
    found = {number: sum(REMINDER in text for text in town.got(number)) for number in (mirja, *comers)}
    chat = town.demo.telegram.find(veikko)
    found["chat"] = sum(REMINDER in message.text for message in chat.messages if message.by_bot)
    return {who: n for who, n in found.items() if n}


async def answered_meanwhile(town: Town, mirja: str, veikko: int) -> None:
    """Both write, and are answered at once."""
    before = len(town.got(mirja))
    await town.text(mirja, "OHJE")
    await town.demo.twilio.until(lambda: len(town.got(mirja)) > before)
    chat = town.demo.telegram.find(veikko)
    before = len(chat.messages)
    town.demo.telegram.write(veikko, "OHJE")
    await town.demo.telegram.until(lambda: len(chat.messages) > before + 1)
