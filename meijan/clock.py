"""A clock that can be set: for conversations that are replayed, and for the demo."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from service.calendar import HELSINKI

_STEP = re.compile(r"\+(\d+)\s*(min|m|h|d|w)")
_UNIT = {
    "min": timedelta(minutes=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


class Clock:
    """The real time until it is set; then it stands still but for a moment at each look."""

    def __init__(self, at: str = "") -> None:
        self._at: datetime | None = None
        if at:
            self.set(at)

    def set(self, text: str) -> None:
        """`2026-11-24T10:00` (Helsinki time unless it names a zone), or `+2d`, `+90min`. Raises ValueError."""
        step = _STEP.fullmatch(text.strip())
        if step:
            wall = self.now().astimezone(HELSINKI)
            moved = _UNIT[step[2]] * int(step[1])
            # whole days keep the time on the wall over a clock change
            self._at = ((wall + moved) if step[2] in ("d", "w") else self.now() + moved).astimezone(UTC)
            return
        at = datetime.fromisoformat(text.strip())
        self._at = (at if at.tzinfo else at.replace(tzinfo=HELSINKI)).astimezone(UTC)

    def now(self) -> datetime:
        """Aware UTC. A set clock goes on by a millisecond a look, so that order is kept."""
        if self._at is None:
            return datetime.now(UTC)
        self._at += timedelta(milliseconds=1)
        return self._at
