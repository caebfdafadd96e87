"""What residents do in a town: whatever of theirs staff may see, each field in words of its own.

`taint` changes words on their way in: nothing for pictures, a script for the tests of stored cross-site scripting, a
formula for those of exports.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from sqlalchemy import Connection

from meijan.demo.phones_chat import STATIC
from service.events import making, signing
from service.events.draft import Draft
from service.events.signing import Whose
from store import associations, consents, events, people
from store.models.consents import Topic
from tests.console_story.town import Town

Taint = Callable[[str], str]
CROWD = 30
_chats = count(80_001)
_numbers = count(358_451_000_001)


async def ideas_by_text(town: Town, taint: Taint) -> None:
    """An idea with a place, one that is not sure, one that nobody can read."""
    aino, tauno, kerttu = (town.phone(taint(name)) for name in ("Aino", "Tauno", "Kerttu"))
    await town.text(aino, f"IDEA {taint('Penkkejä rantaraitille')}", taint("sataman ja sairaalan välillä"), "KERRO")
    await town.text(tauno, taint("Lisää valoja pyörätielle, kun siellä on niin pimeää"))
    await town.text(kerttu, taint("Sitä vaan että kun se asia ei oikein suju"), taint("Ja vielä se toinenkin juttu"))


async def ideas_by_chat(town: Town, taint: Taint) -> None:
    """A guided idea of an association, with pictures and captions."""
    who = next(_chats)
    network = town.demo.telegram
    network.person(who, taint("Veikko"), "fi", f"+35850{who:07}")

    async def says(words: str) -> None:
        network.write(who, words)
        await network.settled()

    await says("/start")
    await says(f"IDEA {taint('Keinu puistoon')}")
    network.send_photo(who, (STATIC / "penkki.jpg").read_bytes(), taint("Takaa katsottuna"))
    await network.settled()
    for words in ("Ristiina", "yhdistys", taint("Keinuyhdistys"), "1"):
        await says(words)


async def talk(town: Town, taint: Taint) -> None:
    """A thread, a cry for help, a call about something."""
    irma, esko, pirkko = (town.phone(taint(name)) for name in ("Irma", "Esko", "Pirkko"))
    await town.text(irma, "Haluan puhua ihmiselle", taint("Miten saan avustajan kotiin?"), taint("Asun yksin"))
    await town.text(esko, "en jaksa enää elää", taint("Kukaan ei auta"))
    await town.text(pirkko, "Soittakaa minulle", taint("Vuokrasopimuksesta"))


async def events_and_signups(town: Town, taint: Taint) -> int:
    """An association's event, and somebody who comes with a name and needs; its number."""
    house = town.house
    name = taint("Kyläyhdistys")[:80]
    now = house.now()

    def arrange(db: Connection) -> int:
        association_id = associations.add(db, name=name, by=taint("testi"), now=now)
        associations.register(
            db,
            sealer=house.sealer,
            association_id=association_id,
            number="+358407654321",
            consent=taint("suullisesti"),
            by="testi",
            now=now,
        )
        words = {"fi": taint("Puurojuhla kylätalolla")}
        draft = Draft(
            title=words,
            name={"fi": "Puurojuhla"},
            place={"fi": taint("kylätalo")},
            address={"fi": taint("Kylätie 1")},
            text={"fi": taint("Syömme puuroa")},
            price={"fi": taint("ilmainen")},
            access={"fi": taint("luiska")},
            starts="2026-11-26 18:00",  # type: ignore[arg-type]
            ends="2026-11-26 20:00",  # type: ignore[arg-type]
            arranger=taint("Martat"),
            association=name,
            takes_signups=True,
            asks_name=True,
            asks_needs=True,
        )
        row = making.create(db, house, draft=draft, by="testi")
        making.publish(db, house, event_id=row.id, by="testi")
        kept = events.by_id(db, event_id=row.id)
        assert kept is not None
        assert kept.number is not None
        return kept.number

    number = await town.write(arrange)
    helmi = town.phone(taint("Helmi"))
    await town.text(helmi, f"ILMO {number}", taint("Helmi Virtanen"), taint("pyörätuoli"), "KERRO")
    return number


def crowd(db: Connection, town: Town, event: int, n: int = CROWD) -> list[str]:
    """People with basic phones who come to the event and agreed to hear of events; their numbers."""
    house, now = town.house, town.house.now()
    row = events.by_number(db, number=event)
    assert row is not None
    numbers = [f"+{next(_numbers)}" for _ in range(n)]
    for number in numbers:
        met = people.meet(db, sealer=house.sealer, channel="sms", value=number, now=now)
        agreed = {"topic": Topic.EVENTS, "granted": True, "channel": "sms", "wording": "testi", "by": "testi"}
        consents.set_consent(db, resident_id=met.resident_id, now=now, **agreed)  # type: ignore[arg-type]
        signing.sign_up(db, house, event_id=row.id, whose=Whose(met.resident_id, met.id))
    return numbers


async def everything(town: Town, taint: Taint = lambda words: words) -> int:
    """All of it; the number of the event."""
    number = await events_and_signups(town, taint)
    await ideas_by_text(town, taint)
    await ideas_by_chat(town, taint)
    await talk(town, taint)
    return number
