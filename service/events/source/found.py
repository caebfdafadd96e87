"""What a source says of one event, once it has been read and cleaned; or why nothing can be made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from service.events.draft import Draft

EARLIEST = 2000
FURTHEST = timedelta(days=5 * 365)
"""A start further away is a mistake of the source, as is one before the year EARLIEST."""
UNKNOWN_END = timedelta(hours=2)
"""How long an event is taken to last whose source does not tell its end."""


class Stands(StrEnum):
    """Whether the event takes place, by its source."""

    ON = "on"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"  # the old time does not hold and there is no new one
    GONE = "gone"  # deleted at the source, which tells no more of it


class Passed(StrEnum):
    """Why an item is none of our business, with nothing wrong in it."""

    OVER = "over"
    SUPER = "super"  # a series or a festival: its parts are the events
    UNPUBLISHED = "unpublished"
    TWICE = "twice"  # the same id came already


@dataclass(frozen=True)
class Found:
    """One event. `draft` is there while it is ON; `notes` say in Finnish what was cleaned."""

    source_id: str
    stands: Stands
    title: str
    draft: Draft | None = None
    series: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """An item that can't be used; `why` in Finnish."""

    source_id: str
    title: str
    why: str


Item = Found | Refusal | Passed


class Unusable(Exception):
    """Nothing can be made of the item; the text says why, in Finnish."""


@dataclass(frozen=True)
class Reading:
    """What reading needs to know. `area` is what staff chose for all; `units` counts septets, None beyond GSM-7.

    `place` finds what the source's own address of a place leads to, or None.
    """

    now: datetime
    areas: tuple[str, ...]
    units: Callable[[str], int | None]
    area: str = ""
    place: Callable[[str], Mapping[str, Any] | None] = lambda _address: None
