"""What people ask of the list of events: a day, a part of the city, a kind; and which event they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zlib import crc32

from dialogs.city import EventView
from dialogs.words.dates import when
from dialogs.words.folding import collapse, fold

KINDS = {
    "free": ("ilmai", "ilmane", "maksut", "gratis", "avgiftsfri", "free"),
    "accessible": ("esteet", "pyoratuol", "tillgangl", "rullstol", "accessib", "wheelchair"),
    "children": ("laps", "muksu", "perhe", "vauv", "taapero", "barn", "famil", "kids", "child"),
}
"""Kind of City.events → folded beginnings of words."""
_BESIDE = {
    "vain", "ja", "myos", "tai", "onko", "tapahtumia", "tapahtumat", "tapahtuma", "bara", "endast", "och", "ar",
    "finns", "det", "for", "evenemang", "only", "and", "any", "are", "is", "there", "events", "ones",
}  # fmt: skip
"""Folded words that say nothing beside a kind."""
_SHORT_DAYS = {"ma", "ti", "ke", "to", "pe", "la", "su"}
LONGEST_DAY = 5  # words of "lauantaina 5. joulukuuta kello 18"
MOST_WORDS = 24


@dataclass(frozen=True)
class Wanted:
    """Which events: those that start from `since` to `until`, both included; `area` and `kind` as in City.events."""

    since: date | None = None
    until: date | None = None
    area: str = ""
    kind: str = ""


def wanted(text: str, *, today: date, areas: Sequence[str]) -> Wanted | None:
    """What the message asks for; None where it names no day, area or kind."""
    words = [word.strip("?!,;:()\"'") for word in text[:300].split()][:MOST_WORDS]
    words = [word for word in words if word]
    first, last = _days(words, today) or (None, None)
    found = Wanted(first, last, _area(words, areas), _kind(words))
    return found if found != Wanted() else None


def _days(words: list[str], today: date) -> tuple[date, date] | None:
    """The longest run of words that is a day."""
    for size in range(min(LONGEST_DAY, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            run = " ".join(words[at : at + size])
            if not re.search(r"[^\W\d_]|\.\d", run) or (size == 1 and len(words) > 2 and fold(run) in _SHORT_DAYS):
                continue  # "12" is an event, and "to" also English
            found = when(run, today=today)
            if found is not None and found.at is None and found.last >= today:
                return max(found.first, today), found.last
    return None


def _area(words: list[str], areas: Sequence[str]) -> str:
    for area in areas:
        name = fold(area)
        stems = (name, name[:-1] + "e") if name.endswith("i") else (name,)
        if any(fold(word).startswith(stems) for word in words):
            return area
    return ""


def _kind(words: list[str]) -> str:
    folded = [fold(word) for word in words]
    return next((kind for kind, stems in KINDS.items() if any(word.startswith(stems) for word in folded)), "")


def bare(text: str, areas: Sequence[str]) -> bool:
    """Whether the message is a kind or an area and nothing else: "ilmainen", "vain lapsille", "för barn"."""
    words = [word.strip("?!,.;:()\"'") for word in text[:300].split()]
    words = [word for word in words if fold(word) not in _BESIDE | {""}]
    return 0 < len(words) <= 2 and all(_kind([word]) or _area([word], areas) for word in words)


def named(text: str, event: EventView) -> bool:
    """Whether the message names the event: "kahvihetkeen" is "Kahvihetki"."""
    said = [collapse(word) for word in re.findall(r"[^\W\d_]{4,}", fold(text[:300]))]
    names = [collapse(word) for word in re.findall(r"[^\W\d_]{4,}", fold(f"{event.name} {event.title}"))]
    return any(_alike(word, name) for word in said for name in names)


def _alike(word: str, name: str) -> bool:
    same = 0
    while same < min(len(word), len(name)) and word[same] == name[same]:
        same += 1
    return same >= max(4, len(name) - 3)


def weekend(today: date) -> tuple[date, date]:
    """The coming Saturday and Sunday, or what is left of them."""
    sunday = today + timedelta(days=6 - today.weekday())
    return max(today, sunday - timedelta(days=1)), sunday


def packed(asked: Wanted, after: int = 0) -> str:
    """As a button carries it: "f/261128-261129/free/12/1c8f33aa"; the area by a checksum: its name may be long."""
    days = "-".join(f"{day:%y%m%d}" for day in (asked.since, asked.until) if day is not None)
    return f"f/{days}/{asked.kind}/{after or ''}/{checksum(asked.area)}"


def checksum(area: str) -> str:
    """Eight digits that stand for an area; "" for none."""
    return f"{crc32(area.encode()):08x}" if area else ""


def unpacked(value: str, *, today: date, areas: Sequence[str]) -> tuple[Wanted, int] | None:
    """The opposite; "t", "h" and "w" are today, tomorrow and the weekend of the tap. None: no such value."""
    head, _, rest = value.partition("/")
    parts = rest.split("/", 3)
    if head != "f" or len(parts) != 4:
        return None
    days, kind, after, sum_of_area = parts
    span = _span(days, today)
    area = next((area for area in ("", *areas) if checksum(area) == sum_of_area), None)
    if span is None or kind not in ("", *KINDS) or not (after.isdecimal() or not after) or area is None:
        return None
    return Wanted(*span, area, kind), int(after or 0)


def _span(days: str, today: date) -> tuple[date | None, date | None] | None:
    match days:
        case "":
            return None, None
        case "t":
            return today, today
        case "h":
            return today + timedelta(days=1), today + timedelta(days=1)
        case "w":
            return weekend(today)
    if not re.fullmatch(r"\d{6}-\d{6}", days):
        return None
    try:
        first, last = (date(2000 + int(d[:2]), int(d[2:4]), int(d[4:])) for d in days.split("-"))
    except ValueError:
        return None
    return first, last
