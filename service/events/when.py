"""When people are reminded of an event and asked how it was: by the clock on the wall, whatever the clocks do.

- "day": at three in the afternoon of the day before.
- "hours": on a channel where a message costs nothing, two hours before too. Where that is in the quiet hours or close
  before them it goes at half past seven in the evening; and it is left out where "day" was said less than six hours
  before: an event at nine in the morning has one reminder.
- "feedback": an hour after the end, in the morning where that is after half past seven: nobody needs it in time. On a
  channel where a message costs something only if the event says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Literal

from service.calendar import HELSINKI, QUIET, before_quiet, not_quiet, quiet

Kind = Literal["day", "hours", "feedback"]

AFTERNOON = time(15)
SHORTLY = timedelta(hours=2)
APART = timedelta(hours=6)
"""Two reminders that are closer than this say the same."""
AFTER = timedelta(hours=1)
LEEWAY = timedelta(minutes=30)
"""So long before the quiet hours the last is begun."""
HELPS = timedelta(hours=1)
"""A reminder that comes less than this before the start helps nobody."""
ASKED = timedelta(days=3)
"""For how long after an event it is asked how it was."""


def times(starts: datetime, ends: datetime, *, narrow: bool, feedback: bool) -> Mapping[Kind, datetime]:
    """When each is due, aware UTC. `narrow`: messages cost; `feedback`: it is asked for there too."""
    start = starts.astimezone(HELSINKI)
    utc = starts.tzinfo
    day = datetime.combine(start.date() - timedelta(days=1), AFTERNOON, HELSINKI).astimezone(utc)
    found: dict[Kind, datetime] = {"day": day}
    if not narrow and (shortly := before_quiet(starts - SHORTLY)) - day > APART:
        found["hours"] = shortly
    if feedback or not narrow:
        asked = ends + AFTER
        late = before_quiet(asked) != asked
        found["feedback"] = not_quiet(asked + LEEWAY) if late else asked
    return found


def helps(kind: Kind, now: datetime, *, starts: datetime, ends: datetime) -> bool:
    """Whether it is still worth saying: before the quiet hours, and not when the event is as good as there."""
    if kind == "feedback":
        return now <= ends + ASKED
    return now + HELPS <= starts and not quiet(now)


def last(kind: Kind, now: datetime, *, starts: datetime) -> datetime:
    """Until when a message that is put now may leave: today, and a reminder in time for the event."""
    today = datetime.combine(now.astimezone(HELSINKI).date(), QUIET[0], HELSINKI).astimezone(now.tzinfo)
    return today if kind == "feedback" else min(today, starts - HELPS)
