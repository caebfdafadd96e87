"""What a broadcast would be, as pages show it: the engine's preview, with what a person asked beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import Connection

from service.broadcasts import moment as moments
from service.broadcasts import preview as previews
from service.broadcasts.audience import TENS, Audience
from service.broadcasts.moment import Moment
from service.broadcasts.preview import Preview
from service.broadcasts.words import subject
from service.house import House
from service.notices import Refused
from service.words import Words as Texts
from staff.pages.broadcasts.form import Filled
from store.broadcasts import BroadcastRow
from store.models.consents import Topic

NOTICEABLE = timedelta(minutes=1)
BLANK = Texts(fi="-")
"""Counts do not wait for words."""


@dataclass(frozen=True)
class Look:
    """One look. `about`: the event or vote that it is about. `asked_for`: the time that the quiet hours moved.

    `preview` is None where the audience can't be made: `refused` says why. `written`, `timed`: whether the form has
    words and a moment yet; what is said of them means nothing else.
    """

    preview: Preview | None
    refused: str = ""
    about: str = ""
    asked_for: datetime | None = None
    written: bool = True
    timed: bool = True

    @property
    def euros(self) -> Fraction:
        """As the words of a page take a sum of money."""
        return cents(self.preview.euros) if self.preview is not None else Fraction(0)


def cents(euros: float) -> Fraction:
    """A sum to the cent."""
    return Fraction(round(euros * 100), 100)


def look(db: Connection, house: House, filled: Filled) -> Look | None:
    """Look at what a form says; None: it does not say to whom yet."""
    if filled.audience is None:
        return None
    return _look(
        db,
        house,
        filled.audience,
        filled.texts or BLANK,
        filled.moment or Moment(),
        written=filled.texts is not None,
        timed=filled.moment is not None,
    )


def look_at(db: Connection, house: House, row: BroadcastRow) -> Look:
    """Look at one that is saved."""
    return _look(db, house, previews.audience_of(row), previews.words_of(row), previews.moment_of(row))


def _look(
    db: Connection,
    house: House,
    audience: Audience,
    texts: Texts,
    moment: Moment,
    *,
    written: bool = True,
    timed: bool = True,
) -> Look:
    try:
        found = previews.preview(db, house, audience=audience, words_=texts, moment=moment)
    except Refused as refused:
        return Look(None, str(refused), written=written, timed=timed)
    about = subject(db, audience, moment)
    name = about.event.said("title", "fi") if about.event else about.title.fi if about.title else ""
    asked = _asked_for(db, house, moment)
    due = found.planned.due_at
    moved = timed and asked is not None and due is not None and abs(due - asked) >= NOTICEABLE
    return Look(found, "", name, asked if moved else None, written, timed)


def _asked_for(db: Connection, house: House, moment: Moment) -> datetime | None:
    """The time that was asked for, whether or not the quiet hours allow it."""
    match moment.kind:
        case "now":
            return house.now()
        case "at":
            return moment.at
    about = subject(db, Audience(topic=Topic.EVENTS), moment)
    anchor = about.closes
    if about.event is not None:
        anchor = about.event.ends_at if moment.after else about.event.starts_at
    return moments.relative(moment, anchor) if anchor is not None else None


def people_shown(exact: int, *, secret: bool) -> int:
    """A number of people as staff see it."""
    return exact // TENS * TENS if secret else exact


def hours_and_minutes(seconds: float) -> tuple[int, int]:
    """Whole hours and minutes, the last minute begun."""
    return divmod(math.ceil(seconds / 60), 60)
