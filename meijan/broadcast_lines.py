"""Broadcasts as lines of text, in Finnish."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from service.broadcasts.names import SKIPPED, STATES, TOPICS, WHY
from service.broadcasts.preview import Preview
from service.calendar import HELSINKI
from service.house import House
from store.broadcasts import BroadcastRow
from store.models.consents import Topic

CHANNELS = {"sms": "tekstiviesti", "telegram": "Telegram", "": "kaikki kanavat"}
LANGUAGES = {"fi": "suomi", "sv": "ruotsi", "en": "englanti"}


def line(row: BroadcastRow) -> str:
    """One line a broadcast."""
    why = f": {WHY[row.why]}" if row.why else ""
    when = f", {shown(row.due_at)}" if row.due_at is not None else ""
    return f"{row.number} {row.name} [{STATES[row.state]}{why}] {TOPICS[Topic(row.topic)]}{when}"


def shown(at: datetime) -> str:
    """A time as people here read it."""
    return f"{at.astimezone(HELSINKI):%-d.%-m.%Y kello %-H.%M}"


def euros(amount: float) -> str:
    """Money."""
    return f"{amount:.2f} €".replace(".", ",")


def previewed(house: House, found: Preview) -> list[str]:
    """A preview, the faults last so that they are read."""
    lines = [_people(found)]
    lines += [f"  {CHANNELS.get(channel, channel)}: {n}" for channel, n in found.counted.by_channel().items()]
    lines += [f"  {LANGUAGES.get(language, language)}: {n}" for language, n in found.counted.by_language().items()]
    lines += [f"Ei saa viestiä, {SKIPPED[why]}: {n}" for why, n in found.counted.skipped.items()]
    for seen in found.seen:
        lines += _seen(seen.channel, seen.language, seen.text, seen.parts, seen.people, seen.in_finnish)
    lines.append(f"Hinta: enintään {euros(found.euros)} ({found.parts} tekstiviestin osaa).")
    lines += list(_when(found))
    if found.second:
        limits = house.broadcasts
        lines.append(
            f"Toisen ihmisen pitää hyväksyä: vastaanottajia on yli {limits.people} tai hinta yli {limits.euros:g} €."
        )
    lines += [f"Huomaa: {warning}" for warning in found.warnings]
    return [*lines, *(f"Este: {fault}" for fault in found.faults)]


def _people(found: Preview) -> str:
    if found.counted.rounded:
        return f"Vastaanottajia: vähintään {found.counted.people}. Tarkka määrä kertoisi äänestämisestä."
    return f"Vastaanottajia: {found.counted.people}"


def _seen(channel: str, language: str, text: str, parts: int, people: int, in_finnish: bool) -> Iterator[str]:
    name = LANGUAGES[language] + (", saavat suomeksi" if in_finnish else "")
    cost = f", osia {parts}" if parts else ""
    yield f"-- {CHANNELS.get(channel, channel)}, {name}" + (f", {people}" if people else "") + f"{cost}:"
    yield from text.splitlines()


def _when(found: Preview) -> Iterator[str]:
    if found.planned.due_at is not None:
        yield f"Lähtee {shown(found.planned.due_at)}."
    elif not found.planned.why:
        yield "Odottaa, että siirretty tapahtuma saa uuden ajan."
    if found.hours >= 0.1:
        yield f"Lähettäminen kestää noin {found.hours:.1f} tuntia.".replace(".", ",", 1)
