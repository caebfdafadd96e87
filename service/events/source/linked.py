"""An item of a Linked Events API, version 1 → an event.

Shapes: the OpenAPI document that the City of Helsinki publishes with it, and its serializer, which tells what the
document does not: a time that is a date alone ("2026-11-26") has no hour, such an end is the last day itself and is
null for one day; a deleted item keeps id, name, deleted and replaced_by only; who reads without an account sees no
publication_status. https://api.hel.fi/linkedevents/v1/
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from pydantic import ValidationError

from service.calendar import HELSINKI
from service.events.draft import Draft
from service.events.source import audience
from service.events.source.audience import end_of
from service.events.source.clean import Cleaner, area_of, at_most, short_name
from service.events.source.found import (
    EARLIEST,
    FURTHEST,
    UNKNOWN_END,
    Found,
    Item,
    Passed,
    Reading,
    Refusal,
    Stands,
    Unusable,
)
from service.words import Words

_CONTRARY = {
    "it ends before it starts": "se päättyy ennen kuin alkaa",
    "it is longer than a year": "se kestää yli vuoden",
}


def read(item: object, reading: Reading) -> Item:
    """What one item is. Raises nothing, whatever the item is."""
    if not isinstance(item, Mapping):
        return Refusal("", at_most(item, 40), "tieto ei ole tapahtuma")
    source_id = identity(item)
    title = _any_name(item.get("name"))
    if not source_id:
        return Refusal("", title, "tunnus puuttuu tai on liian pitkä")
    try:
        return _event(item, source_id, title, reading)
    except Unusable as error:
        return Refusal(source_id, title, str(error))


def identity(item: Mapping[str, Any]) -> str:
    """`id` ("system:abc"), or the end of the item's own address; "" where neither serves."""
    found = item.get("id")
    if not isinstance(found, str) or not found:
        found = end_of(item.get("@id"))
    return found if 0 < len(found) <= 200 and found.isprintable() else ""


def _any_name(raw: object) -> str:
    found = raw.values() if isinstance(raw, Mapping) else [raw]
    return next((at_most(text, 60) for text in found if isinstance(text, str) and text.strip()), "")


def _event(item: Mapping[str, Any], source_id: str, title: str, reading: Reading) -> Item:
    if item.get("deleted") is True:
        return Found(source_id, Stands.GONE, title)
    if item.get("super_event_type") in ("recurring", "umbrella"):
        return Passed.SUPER
    if item.get("publication_status") == "draft":
        return Passed.UNPUBLISHED
    stands = status(item.get("event_status"))
    if stands is Stands.CANCELLED:
        return Found(source_id, stands, title)
    if not item.get("start_time"):
        if stands is Stands.POSTPONED:
            return Found(source_id, stands, title)
        raise Unusable("alkamisaika puuttuu")
    cleaner = Cleaner()
    words = cleaner.words(item.get("name"), "title")
    if words is None:
        raise Unusable("otsikko puuttuu suomeksi, ruotsiksi ja englanniksi")
    starts, ends, all_day = times(item.get("start_time"), item.get("end_time"), cleaner, reading.now)
    if ends <= reading.now:
        return Passed.OVER
    values = {"title": words, "starts": starts, "ends": ends, "all_day": all_day}
    values |= _place(item, cleaner, reading) | _price(item, cleaner) | audience.of(item)
    values["text"] = cleaner.words(item.get("short_description"), "text") or cleaner.words(
        item.get("description"), "text"
    )
    if (provider := cleaner.words(item.get("provider"), "arranger")) is not None:
        values["arranger"] = provider.fi
    if isinstance(address := item.get("info_url"), Mapping):
        address = address.get("fi") or address.get("sv") or address.get("en")
    values["url"] = cleaner.url(address)
    series = item.get("super_event")
    return finished(
        Found(source_id, Stands.ON, words.fi, series=end_of(series.get("@id")) if isinstance(series, Mapping) else ""),
        values,
        cleaner,
        reading,
    )


def finished(found: Found, values: Mapping[str, Any], cleaner: Cleaner, reading: Reading) -> Found:
    """The event with its draft. Raises Unusable."""
    title = values["title"]
    name = Words(fi=short_name(title.fi, reading.units))
    try:
        draft = Draft(**{key: value for key, value in values.items() if value is not None}, name=name)
    except ValidationError as error:
        raise Unusable(_why(error)) from error
    return replace(found, draft=draft, notes=tuple(cleaner.notes))


def _why(error: ValidationError) -> str:
    fault = error.errors()[0]
    said = str(fault.get("ctx", {}).get("error", ""))
    return _CONTRARY.get(said) or f"kenttä {'.'.join(map(str, fault['loc']))} ei kelpaa"


def status(raw: object) -> Stands:
    """`event_status`, by name or as schema.org's address."""
    match end_of(raw) if isinstance(raw, str) and "/" in raw else raw:
        case "EventCancelled":
            return Stands.CANCELLED
        case "EventPostponed":
            return Stands.POSTPONED
    return Stands.ON


# -- when


def times(start: object, end: object, cleaner: Cleaner, now: datetime) -> tuple[datetime, datetime, bool]:
    """Start, end and whether it takes whole days; the end of such is the midnight after. Raises Unusable."""
    starts = _moment(start, "alkamisaika", now)
    if isinstance(starts, datetime):
        if not end:
            cleaner.note("loppu: puuttuu, merkitsimme 2 tuntia")
            return starts, starts + UNKNOWN_END, False
        ends = _moment(end, "päättymisaika", now)
        if not isinstance(ends, datetime):
            ends = midnight(ends + timedelta(days=1))
        if ends < starts:
            raise Unusable("se päättyy ennen kuin alkaa")
        return starts, ends, False
    last = _moment(end, "päättymisaika", now) if end else starts
    if isinstance(last, datetime):  # no hour of start, an hour of end
        last = last.astimezone(HELSINKI).date()
    if last < starts:
        raise Unusable("se päättyy ennen kuin alkaa")
    return midnight(starts), midnight(last + timedelta(days=1)), True


def midnight(day: date) -> datetime:
    """When the day begins here."""
    return datetime.combine(day, time(), HELSINKI)


def _moment(raw: object, name: str, now: datetime) -> datetime | date:
    """A time with its zone, or a date. Raises Unusable."""
    if not isinstance(raw, str) or len(raw) > 40:
        raise Unusable(f"{name} ei ole aika")
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", raw):
            found: datetime | date = date.fromisoformat(raw)
        else:
            found = datetime.fromisoformat(raw)
    except ValueError as error:
        raise Unusable(f"{name} ei ole aika: {at_most(raw, 30)}") from error
    possible(found, name, now)
    if isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=HELSINKI)
    return found


def possible(found: date, name: str, now: datetime) -> None:
    """Raises Unusable for the year 1, 9999 and their like, before anybody counts with them."""
    if not EARLIEST <= found.year <= (now + FURTHEST).year:
        raise Unusable(f"{name} on vuonna {found.year}")


# -- where, for how much, for whom


def _place(item: Mapping[str, Any], cleaner: Cleaner, reading: Reading) -> dict[str, Any]:
    raw = item.get("location")
    place: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    if place and not place.get("name") and isinstance(address := place.get("@id"), str):
        place = reading.place(address) or {}
        if not place:
            cleaner.note("paikka: tietoja ei saatu")
    name, street = cleaner.words(place.get("name"), "place"), cleaner.words(place.get("street_address"), "address")
    more = cleaner.words(item.get("location_extra_info"), "place")
    if name is None:
        name = more
        if name is None:
            cleaner.note("paikka: puuttuu")
    locality = place.get("address_locality")
    towns = locality.values() if isinstance(locality, Mapping) else [locality]
    said = [*_divisions(place), *(text for text in towns if isinstance(text, str)), *(w.fi for w in (name, more) if w)]
    latitude, longitude = _point(place.get("position"))
    return {
        "place": name,
        "address": street,
        "area": reading.area or area_of(reading.areas, said),
        "latitude": latitude,
        "longitude": longitude,
    }


def _divisions(place: Mapping[str, Any]) -> Iterator[str]:
    divisions = place.get("divisions")
    for division in divisions if isinstance(divisions, list) else []:
        translations = division.get("translations") if isinstance(division, Mapping) else None
        finnish = translations.get("fi") if isinstance(translations, Mapping) else None
        if isinstance(finnish, Mapping) and isinstance(name := finnish.get("name"), str):
            yield name


def _point(position: object) -> tuple[float | None, float | None]:
    """GeoJSON: longitude first."""
    pair = position.get("coordinates") if isinstance(position, Mapping) else None
    if not isinstance(pair, list) or len(pair) < 2:
        return None, None
    return point(pair[1], pair[0])


def point(latitude: object, longitude: object) -> tuple[float | None, float | None]:
    """The two where they are a point of the earth, to a metre."""
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None, None
    try:
        pair = float(latitude), float(longitude)
    except OverflowError:
        return None, None
    if not all(map(math.isfinite, pair)) or abs(pair[0]) > 90 or abs(pair[1]) > 180 or pair == (0.0, 0.0):
        return None, None
    return round(pair[0], 5), round(pair[1], 5)


def _price(item: Mapping[str, Any], cleaner: Cleaner) -> dict[str, Any]:
    raw = item.get("offers")
    offers = [offer for offer in raw if isinstance(offer, Mapping)] if isinstance(raw, list) else []
    free = bool(offers) and all(offer.get("is_free") is True for offer in offers)
    said = (cleaner.words(offer.get(key), "price") for key in ("price", "description") for offer in offers)
    return {"free_of_charge": free, "price": None if free else next((words for words in said if words), None)}
