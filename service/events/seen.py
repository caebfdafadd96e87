"""What one turn has read of events: each event and the person's own sign-up to it once, until a command changes them.

A dialogue asks for the same event before it answers, while it answers and in what it says; everybody who signs up to an
event waits for the one before, so each look less lets all of them pass sooner.
"""

from __future__ import annotations

from sqlalchemy import Connection

from store import signups
from store.events import EventRow
from store.models.events import EventState
from store.signups import SignupRow


class Seen:
    """Of one person and one turn. `forget` after anything was written."""

    def __init__(self, db: Connection, resident_id: int) -> None:
        self._db, self._resident_id = db, resident_id
        self._events: dict[int, EventRow | None] = {}
        self._own: dict[int, SignupRow | None] = {}
        self._places: dict[int, int] = {}

    def forget(self) -> None:
        """Everything is read anew when it is asked for again."""
        self._events.clear()
        self._own.clear()
        self._places.clear()

    def event(self, number: int) -> EventRow | None:
        """The event that residents may see under a number."""
        if number not in self._events:
            found = signups.seen(self._db, number=number, resident_id=self._resident_id)
            row, own = found if found is not None else (None, None)
            self._events[number] = row if row is not None and row.state is not EventState.DRAFT else None
            if row is not None:
                self._own[row.id] = own
        return self._events[number]

    def own(self, row: EventRow) -> SignupRow | None:
        """The person's sign-up to an event, also a cancelled one."""
        if row.id not in self._own:
            self._own[row.id] = signups.of(self._db, event_id=row.id, resident_id=self._resident_id)
        return self._own[row.id]

    def place(self, mine: SignupRow, row: EventRow) -> int:
        """Where they are in line, 0: not in it."""
        if mine.id not in self._places:
            self._places[mine.id] = signups.place(self._db, signup=mine, event=row)
        return self._places[mine.id]
