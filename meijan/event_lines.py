"""How events are told at the desk: states, times, seats, whom a message reaches. In Finnish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from meijan.election_lines import at
from service.calendar import HELSINKI
from service.events.print.told import span
from service.events.spreading import Reached
from service.print.words import Words
from store.events import EventRow
from store.models.events import EventState

STATES = {
    EventState.DRAFT: "luonnos",
    EventState.PUBLISHED: "julkaistu",
    EventState.POSTPONED: "siirretty, aika avoin",
    EventState.CANCELLED: "peruttu",
}
CHANGES = {
    "created": "tehty",
    "edited": "muutettu",
    "published": "julkaistu",
    "moved": "siirretty",
    "postponed": "siirretty, aika avoin",
    "cancelled": "peruttu",
    "capacity": "paikat muutettu",
    "attended": "osallistujat kirjattu",
    "participants": "osallistujat katsottu",
    "feedback": "palaute luettu",
    "message": "viesti osallistujille",
}
CHANNELS = {"sms": "tekstiviestillä", "telegram": "Telegramissa"}
Audience = Mapping[str, tuple[int, int]]
"""By channel: how many may be written to, and how many not."""


def named(row: EventRow) -> str:
    """ "12 Kahvihetki, torstaina 26.11.2026 kello 13–15"."""
    title = " ".join(row.said("title", "fi").split())
    when = " – ".join(filter(None, span(row, Words("fi"))))
    return f"{row.number or row.id} {title}, {when}"


def line(row: EventRow) -> str:
    """An event in a line."""
    place = row.said("place", "fi")
    return f"{named(row)} [{STATES[row.state]}]" + (f" {place}" if place else "") + seats(row, ", ")


def seats(row: EventRow, before: str = "") -> str:
    """How full it is, in a few words; nothing where one does not sign up, or not any more."""
    if not row.takes_signups or row.state is EventState.CANCELLED:
        return ""
    if row.capacity is None:
        return f"{before}paikkoja kaikille"
    told = f"{before}vapaana {row.free}/{row.capacity}"
    told += f", luvattu {row.overfull} liikaa" if row.overfull else ""
    return told + (f", jonossa {row.line}" if row.line else "")


def people(n: int) -> str:
    """ "1 ihmiselle", "5 ihmiselle": to how many."""
    return f"{n} ihmiselle"


def audience(found: Audience, lost: int = 0) -> list[str]:
    """Whom a message reaches, before it is put; so many are `lost`, since their number is somebody else's now."""
    reached, unreached = total(found)
    if not reached and not unreached and not lost:
        return ["Kukaan ei ole ilmoittautunut. Kenellekään ei lähde viestiä."]
    by = ", ".join(f"{open_} {CHANNELS.get(name, name)}" for name, (open_, _closed) in found.items() if open_)
    lines = [f"Viesti lähtee {people(reached)}: {by}."] if reached else ["Viesti ei tavoita ketään."]
    lines += [f"Soittolistalle tulee {unreached}: heille ei saa lähettää viestiä."] if unreached else []
    return lines + ([f"{lost} ei saa tietoa: numero ei ole enää hänen."] if lost else [])


def told(found: Audience, done: Reached, number: int | None, leaves: datetime, now: datetime) -> list[str]:
    """Who was told, by channel, when the messages leave, who must be phoned, and whom nobody can tell."""
    reached, to_phone, lost = done.told, done.to_phone, done.lost
    if not reached and not to_phone and not lost:
        return ["Kenellekään ei lähde viestiä."]
    lines = []
    if reached:
        by = ", ".join(f"{open_} {CHANNELS.get(name, name)}" for name, (open_, _closed) in found.items() if open_)
        soon = "Viestit lähtevät heti." if leaves <= now else f"Viestit lähtevät {at(leaves)}: yöllä on hiljaista."
        lines += [f"Kerrotaan {people(reached)}: {by}.", soon]
    lines += [f"Soita {people(to_phone)}, joita viesti ei tavoita: meijan outbox call-list"] if to_phone else []
    who = f"Numero ei ole enää hänen: {people(lost)} ei voi kertoa. Katso: meijan event participants {number}"
    return lines + ([who] if lost else [])


def total(found: Audience) -> tuple[int, int]:
    """How many a message reaches, and how many not."""
    return sum(open_ for open_, _closed in found.values()), sum(closed for _open, closed in found.values())


def history(changes: Sequence[tuple[datetime, str, str]]) -> list[str]:
    """What was done, by whom."""
    return [
        f"{moment.astimezone(HELSINKI):%-d.%-m.%Y %H.%M} {CHANGES.get(what, what)} ({by})"
        for moment, by, what in changes
    ]
