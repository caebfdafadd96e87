"""The items of a source one after another, from an address or a file, JSON or iCalendar: a page in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import httpx

from meijan.event_fetch import Limits, Source, parsed
from service.events.source import ics, linked
from service.events.source.content import NotCalendar
from service.events.source.found import Found, Item, Passed, Reading
from service.events.source.survey import survey
from service.notices import Refused

PAGE = 100  # the most that a Linked Events API gives
MOST_PLACES = 5_000
MOST_FAILURES = 10  # of places: a source whose places do not answer is not asked for the rest
CUT = 250_000  # bytes: a line without end is noticed, not gathered


@dataclass
class Items:
    """What is read, and what reading has learned so far. `whole`: all of the source's coming events are there."""

    name: str
    stream: Iterator[Item] = field(default_factory=lambda: iter(()))
    total: int | None = None
    whole: bool = False
    seen: set[str] = field(default_factory=set)
    series: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[Item]:
        for item in self.stream:
            if not isinstance(item, Found):
                yield item
            elif item.source_id in self.seen:
                yield Passed.TWICE
            else:
                self.seen.add(item.source_id)
                self.series.add(item.series)
                yield item


def is_address(where: str) -> bool:
    """Whether it is an address and no file."""
    return where.split("://", 1)[0].lower() in ("http", "https", "webcal") and "://" in where


def of_file(path: Path, reading: Reading, limits: Limits, name: str = "") -> Items:
    """The items of a file. Raises Refused."""
    try:
        size = path.stat().st_size
        if size > limits.answer:
            raise Refused(f"Tiedosto on liian suuri, yli {limits.answer / 1_000_000:g} megatavua.")
        file = path.open("rb")
    except OSError as error:
        raise Refused(f"Tiedostoa {path.name} ei voi lukea ({type(error).__name__}).") from error
    items = Items(name or path.name)
    if _is_calendar(file):
        _calendar(items, file, reading)
    else:
        raw = parsed(file.read())
        file.close()
        found = _listed(raw)
        items.total = len(found)
        items.stream = (linked.read(item, reading) for item in found)
    return items


def of_address(source: Source, reading: Reading, *, since: datetime | None, name: str = "") -> Items:
    """The items of an address: all that are coming, or what has changed since. Raises Refused."""
    items = Items(name or f"{source.url.host}{source.url.path}".rstrip("/"))
    # of the page that is being read; a calendar is read from it twice
    page: IO[bytes] = TemporaryFile()  # noqa: SIM115
    source.get(_asked(source.url, since), page)
    if _is_calendar(page):
        _calendar(items, page, reading)
        return items
    page.seek(0)
    first = parsed(page.read())
    meta = first.get("meta") if isinstance(first, Mapping) else None
    count = meta.get("count") if isinstance(meta, Mapping) else None
    items.total = count if isinstance(count, int) and 0 <= count < 10_000_000 else None
    places = _Places(source)
    items.stream = _pages(source, first, page, replace(reading, place=places.find))
    return items


def _asked(url: httpx.URL, since: datetime | None) -> httpx.URL:
    """What the API is asked for; what staff wrote into the address stays. A calendar's server passes it over."""
    if not url.path.rstrip("/").endswith("/event"):
        return url
    wanted = {"page_size": str(PAGE), "sort": "start_time"}
    if since is not None:
        wanted |= {"last_modified_since": since.strftime("%Y-%m-%dT%H:%M:%SZ"), "show_deleted": "true"}
    else:
        wanted |= {"start": "today"}
    return url.copy_merge_params({name: value for name, value in wanted.items() if name not in url.params})


def _pages(source: Source, body: Any, page: IO[bytes], reading: Reading) -> Iterator[Item]:
    asked: set[str] = set()
    with page:
        for _ in range(source.limits.pages):
            for item in _listed(body):
                yield linked.read(item, reading)
            meta = body.get("meta") if isinstance(body, Mapping) else None
            onward = meta.get("next") if isinstance(meta, Mapping) else None
            if not onward:
                return
            url = source.beside(onward)
            if url is None:
                raise Refused("Lähteen seuraava sivu on toisella palvelimella. Mitään ei muutettu.")
            if str(url) in asked:
                raise Refused("Lähteen sivut kiertävät kehää. Mitään ei muutettu.")
            asked.add(str(url))
            body = source.json(url, page)
        raise Refused(f"Sivuja on yli {source.limits.pages}. Mitään ei muutettu. Rajaa hakua tai nosta --pages.")


def _listed(raw: Any) -> list[Any]:
    """The items of an answer: {"data": […]}, a list, or one event. Raises Refused."""
    found = raw.get("data") if isinstance(raw, Mapping) and "data" in raw else raw
    if isinstance(found, list):
        return found
    if isinstance(found, Mapping) and ("start_time" in found or "event_status" in found):
        return [found]
    raise Refused("Tämä ei ole Linked Events -tietoa eikä iCalendar-tiedosto.")


class _Places:
    """Places that events name by address alone: each is asked once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[str, Mapping[str, Any] | None] = {}
        self._failures = 0

    def find(self, address: str) -> Mapping[str, Any] | None:
        """The place, or None where it is of another host, gone or broken."""
        url = self._source.beside(address)
        if url is None:
            return None
        key = str(url)
        if key not in self._known and len(self._known) < MOST_PLACES and self._failures < MOST_FAILURES:
            self._known[key] = self._ask(url)
        return self._known.get(key)

    def _ask(self, url: httpx.URL) -> Mapping[str, Any] | None:
        with TemporaryFile() as body:
            try:
                found = self._source.json(url, body)
            except Refused:  # the event is told without its place, and the list says so
                self._failures += 1
                return None
        if not isinstance(found, Mapping):
            return None
        kept = ("name", "street_address", "address_locality", "divisions", "position")
        return {name: found[name] for name in kept if name in found}


# -- iCalendar


def _is_calendar(file: IO[bytes]) -> bool:
    file.seek(0)
    start = file.read(200).removeprefix(b"\xef\xbb\xbf").lstrip()
    file.seek(0)
    return start[:15].upper() == b"BEGIN:VCALENDAR"


def _calendar(items: Items, file: IO[bytes], reading: Reading) -> None:
    def lines() -> Iterator[bytes]:
        file.seek(0)
        while line := file.readline(CUT):
            yield line

    try:
        calendar = survey(lines)
    except NotCalendar as error:
        raise Refused(f"iCalendar-tiedosto ei kelpaa: {error}.") from error
    items.total, items.whole = calendar.total, True
    items.stream = ics.read(lines, calendar, reading)
