"""OMAT TIEDOT as a file: everything that we hold of a person, in the order of their life with us."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from dialogs.kit import T, Text
from service.calendar import HELSINKI
from service.house import House
from store import events, record
from store.record import Row

TITLES: Mapping[str, Text] = {
    "address": T("Your ways to us"),
    "consent_change": T("What you agreed to hear about"),
    "idea": T("Your ideas"),
    "signup": T("Your sign-ups"),
    "thread_message": T("You and the staff"),
    "call": T("Calls"),
    "received": T("What you wrote, for 90 days"),
    "unread": T("What we could not read"),
    "outbox": T("What we sent to you"),
}
_TIMES = ("created_at", "at", "opened_at", "asked_at")


def text(db: Connection, house: House, *, resident_id: int, language: str) -> str:
    """The file."""

    def say(one: Text) -> str:
        return house.wording.text(one, language)

    lines = [say(T("Your data with {city}", city=house.names[language])), _moment(house.now()), ""]
    for name, title in TITLES.items():
        rows = record.rows(db, sealer=house.sealer, resident_id=resident_id, name=name)
        found = [_line(db, row, language) for row in rows]
        lines += [say(title).upper(), *(found or [say(T("Nothing."))]), ""]
    lines.append(say(T("Something wrong? Write KORJAA. Erase everything: POISTA TIETONI")))
    return "\r\n".join(lines) + "\r\n"


def _line(db: Connection, row: Row, language: str) -> str:
    at = next((row.values[name] for name in _TIMES if isinstance(row.values.get(name), datetime)), None)
    words = [_moment(at)] if at is not None else []
    return "  ".join([*words, *_words(db, row, language)])


def _moment(at: datetime) -> str:
    return f"{at.astimezone(HELSINKI):%-d.%-m.%Y %H.%M}"


def _words(db: Connection, row: Row, language: str) -> Iterator[str]:
    """What a row tells, in its own words: no codes of ours but those that the person knows."""
    values = row.values
    match row.table:
        case "outbox":
            yield str(json.loads(values["sealed"] or "{}").get("text", ""))
        case "signup":
            event = events.by_id(db, event_id=values["event_id"])
            yield f"{event.number} {event.said('title', language)}"
            yield from _texts(values, "sealed_name", "sealed_needs", "feedback", "sealed_feedback")
        case "idea":
            yield from _texts(values, "code", "sealed_text", "sealed_place", "association", "public_text", "reason")
        case "consent_change":
            yield from _texts(values, "topic", "granted", "channel", "wording")
        case _:
            yield from _texts(values, "channel", "by", "sealed", "sealed_number", "sealed_topic", "outcome")


def _texts(values: Mapping[str, Any], *names: str) -> Iterator[str]:
    for name in names:
        value = values.get(name)
        if value is True or value is False:
            yield "+" if value else "-"
        elif value not in (None, ""):
            yield " ".join(str(value).split())
