"""The poster of an event as values: what is printed, in which words, with which codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from service.events.print.told import JOIN, told
from service.events.shown import takes
from service.print.ways import CHAT, MESSAGE, Sheet, Ways, by_chat, by_message
from service.print.words import Words
from store.events import EventRow
from store.models.events import EventState

LIST = "TAPAHTUMAT"


def start_word(row: EventRow, source: str = "") -> str:
    """What tells the bot which event's poster it was, and where that hung (service/turn.py)."""
    return f"tapahtuma_{row.number}" + (f"_{source}" if source else "")


def poster(row: EventRow, ways: Ways, city: str, _: Words, now: datetime) -> Sheet:
    """The poster. `ways.source` is the place where it hangs. A draft's is that of when it will be public."""
    if row.state is EventState.DRAFT:
        row = replace(row, state=EventState.PUBLISHED)
    offered, codes = offers(row, ways, _, now)
    help = [_("Do you need help? Send SOITA to the same number. We call you.")] if ways.number else []
    values = told(row, _, now)
    # a poster hangs for weeks: how many seats are free today is not for it
    values["signup"] = [] if takes(row, now) in ("open", "line", "full") else values["signup"]
    return Sheet(
        values
        | {"lang": _.language, "city": city, "ways": offered, "help": help, "description": _("Poster of an event")},
        codes,
    )


def offers(row: EventRow, ways: Ways, _: Words, now: datetime) -> tuple[list[dict[str, str]], dict[str, bytes]]:
    """The ways to sign up or to see more, with their QR codes by the names of the files; none for what is off."""
    if row.state is not EventState.PUBLISHED or row.ends_at <= now:
        return [], {}
    offered: list[dict[str, str]] = []
    files: dict[str, bytes] = {}
    joins = takes(row, now) in ("open", "line", "later")
    if ways.number:
        form = f"{JOIN} {row.number}" if joins else LIST
        way, files[MESSAGE] = by_message(ways, form, _message(form, ways, joins, _), _)
        offered.append(way)
    if ways.bot:
        way, files[CHAT] = by_chat(ways, start_word(row, ways.source), _)
        offered.append(way)
    return offered, files


def _message(form: str, ways: Ways, joins: bool, _: Words) -> str:
    if joins:
        return _("Sign up by text message to {number}: {form}", number=ways.shown, form=form)
    return _("More events by text message to {number}: {form}", number=ways.shown, form=form)


def values_of_page(row: EventRow, ways: Ways, _: Words, now: datetime) -> dict[str, Any]:
    """The same for a page: links, and no codes for a telephone that already shows it."""
    found = offers(row, ways, _, now)[0]
    look = _("Look for {bot} on Telegram.", bot=f"@{ways.bot}")
    found = [way | {"sentence": look} if way["code"] == CHAT else way for way in found]
    return told(row, _, now) | {"ways": found}
