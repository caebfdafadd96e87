"""The composer's form: what its fields say of audience, words and moment, and what they can't mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from pydantic import ValidationError

from service.broadcasts.audience import Audience
from service.broadcasts.moment import Moment
from service.calendar import HELSINKI
from service.print.words import Words
from service.words import LANGUAGES
from service.words import Words as Texts
from store.models.consents import Topic

CHANNELS = ("sms", "telegram")
CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[.:]([0-5]\d))?")
MOST_DAYS, MOST_HOURS = 60, 72
YEARS = range(2020, 2100)
LONGEST_LINE = 200
Fields = Mapping[str, str]


@dataclass(frozen=True)
class Filled:
    """A form that was looked at: what could be made of it, and what is wrong, by field."""

    name: str
    audience: Audience | None
    texts: Texts | None
    moment: Moment | None
    errors: Mapping[str, str] = field(default_factory=dict)


def read(fields: Fields, *, areas: tuple[str, ...], _: Words) -> Filled:
    """What the fields say. What is wrong is told beside its field, in the words of who filled it in."""
    errors: dict[str, str] = {}
    name = one_line(fields.get("name", ""))
    if not name:
        errors["name"] = _("Give the broadcast a name. Only staff see it.")
    given = {language: fields.get(language, "").replace("\r\n", "\n").strip() for language in LANGUAGES}
    if not given["fi"]:
        errors["fi"] = _("Write the message in Finnish. Other languages are as you wish.")
    return Filled(
        name=name,
        audience=_audience(fields, areas, errors, _),
        texts=Texts(**given) if given["fi"] else None,
        moment=_moment(fields, errors, _),
        errors=errors,
    )


def one_line(text: str) -> str:
    """What somebody wrote in a line, without what can't be seen, as long as a line may be."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())[:LONGEST_LINE]


def _audience(fields: Fields, areas: tuple[str, ...], errors: dict[str, str], _: Words) -> Audience | None:
    before = len(errors)
    event = _number(fields, "event", errors, _("Write the event's number, for example 12."))
    election, voted = one_line(fields.get("election", "")), fields.get("voted", "")
    if election and not voted:
        errors["voted"] = _("Choose whether they have voted or not yet.")
    chosen = {
        "areas": tuple(area for area in areas if fields.get(f"area_{area}")),
        "languages": tuple(language for language in LANGUAGES if fields.get(f"language_{language}")),
        "channels": tuple(channel for channel in CHANNELS if fields.get(f"channel_{channel}")),
        "event": event,
        "authors": bool(fields.get("authors")),
    }
    if election and any(chosen.values()):
        errors["election"] = _("Those who voted can't be narrowed further: take the other choices away.")
    elif election and fields.get("topic") != Topic.VOTES:
        errors["topic"] = _("A broadcast by who has voted has the topic Votes.")
    if len(errors) > before:
        return None
    try:
        return Audience.model_validate(
            {
                **chosen,
                "topic": fields.get("topic", ""),
                "signups": fields.get("signups") or "all",
                "election": election,
                "voted": voted == "yes" if election else None,
            }
        )
    except ValidationError:
        errors["topic"] = _("Choose what the broadcast is about.")
        return None


def _moment(fields: Fields, errors: dict[str, str], _: Words) -> Moment | None:
    before = len(errors)
    values: dict[str, object] = {"kind": fields.get("when") or "now"}
    match values["kind"]:
        case "at":
            values["at"] = _at(fields, errors, _)
        case "event":
            values |= _apart(fields, errors, _)
            about = "about_event" if fields.get("about_event", "").strip() else "event"
            values["event"] = _number(
                {**fields, "about_event": fields.get(about, "")}, "about_event", errors, _wanted(_)
            )
            if values["event"] is None:
                errors.setdefault("about_event", _wanted(_))
        case "closing":
            values |= _apart(fields, errors, _)
            values["election"] = one_line(fields.get("about_election") or fields.get("election", ""))
            if not values["election"]:
                errors["about_election"] = _("Choose the vote from whose closing the time is counted.")
    if len(errors) > before:
        return None
    try:
        return Moment.model_validate(values)
    except ValidationError:
        errors["when"] = _("Choose when the broadcast is sent.")
        return None


def _wanted(_: Words) -> str:
    return _("Write the number of the event from which the time is counted.")


def number(text: str) -> int | None:
    """A number of an event or a broadcast, None where the text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0 else None


def _number(fields: Fields, name: str, errors: dict[str, str], why: str) -> int | None:
    text = fields.get(name, "").strip()
    found = number(text)
    if text and found is None:
        errors[name] = why
    return found


def _at(fields: Fields, errors: dict[str, str], _: Words) -> datetime | None:
    """A day and a time of Finland."""
    try:
        day = date.fromisoformat(fields.get("at_day", "").strip())
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        errors["at_day"] = _("Choose the day.")
        return None
    clock = _clock(fields.get("at_clock", ""))
    if clock is None:
        errors["at_clock"] = _("Write the time, for example 15.00.")
        return None
    return datetime.combine(day, clock, HELSINKI).astimezone(UTC)


def _clock(text: str) -> time | None:
    found = CLOCK.fullmatch(text.strip())
    return time(int(found[1]), int(found[2] or 0)) if found else None


def _apart(fields: Fields, errors: dict[str, str], _: Words) -> dict[str, object]:
    """So long before or after: whole days with a time of day, or hours."""
    found: dict[str, object] = {"after": fields.get("way") == "after"}
    for name, most in (("days", MOST_DAYS), ("hours", MOST_HOURS)):
        text = fields.get(name, "").strip() or "0"
        if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= most):
            errors[name] = _("Write a number from 0 to {most}.", most=str(most))
        else:
            found[name] = int(text)
    if text := fields.get("clock", "").strip():
        if (clock := _clock(text)) is None:
            errors["clock"] = _("Write the time, for example 15.00.")
        elif found.get("hours"):
            errors["clock"] = _("Give hours or a time of day, not both.")
        else:
            found["clock"] = clock
    return found


# -- the other way: what is kept, as fields


def fields_of(name: str, audience: Audience, texts: Texts, moment: Moment) -> dict[str, str]:
    """The fields that say the same."""
    found = {"name": name, "topic": audience.topic.value, "fi": texts.fi, "sv": texts.sv, "en": texts.en}
    found |= {f"area_{area}": "1" for area in audience.areas}
    found |= {f"language_{language}": "1" for language in audience.languages}
    found |= {f"channel_{channel}": "1" for channel in audience.channels}
    found |= {"event": str(audience.event or ""), "signups": audience.signups, "election": audience.election}
    found["voted"] = {None: "", True: "yes", False: "no"}[audience.voted]
    if audience.authors:
        found["authors"] = "1"
    found |= {"when": moment.kind, "about_event": str(moment.event or ""), "about_election": moment.election}
    found |= {"days": str(moment.days), "hours": str(moment.hours), "way": "after" if moment.after else "before"}
    found["clock"] = f"{moment.clock:%H.%M}" if moment.clock is not None else ""
    if moment.at is not None:
        local = moment.at.astimezone(HELSINKI)
        found |= {"at_day": local.date().isoformat(), "at_clock": f"{local:%H.%M}"}
    return found
