"""CityView: what a dialogue may ask of the world, read from the store within the turn's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import Connection

from dialogs.city import CallSlot, IdeaView
from dialogs.kit import Text
from service.calendar import HELSINKI
from service.house import House
from store import ideas, people, similar, talk
from store.ideas import IdeaRow
from store.models.ideas import PUBLIC
from store.models.people import Reach

_CODE_TRIES = 20
SHARED = 2  # words in common before a resident is asked whether two ideas are the same


class CityView:
    """Implements dialogs.city.City for one address and one turn."""

    def __init__(self, db: Connection, house: House, met: people.Met, now: datetime) -> None:
        self._db, self._house, self._met = db, house, met
        self.now = now.astimezone(HELSINKI)
        self.language = met.language
        self.narrow = met.channel in house.narrow
        self.first_time = met.first_time
        self.stopped = met.reach is Reach.STOPPED
        self.number = house.number
        self.areas: Sequence[str] = house.areas

    @property
    def name(self) -> str:
        return self._house.names[self.language]

    def in_words(self, text: Text) -> str:
        return self._house.wording.text(text, self.language)

    @property
    def service_hours(self) -> tuple[time, time]:
        return self._house.calendar.since, self._house.calendar.until

    def fresh_code(self) -> str:
        for _ in range(_CODE_TRIES):
            code = self._house.code()
            if not ideas.code_taken(self._db, code=code):
                return code
        raise RuntimeError("no public code is free")

    def read_by(self) -> date:
        return self._house.calendar.after(self.now.date(), self._house.read_days)

    def answer_by(self) -> date:
        return self._house.calendar.after(self.now.date(), self._house.answer_days)

    def call_slot(self) -> CallSlot:
        return CallSlot(*self._house.calendar.call_slot(self.now))

    def reads_again(self) -> datetime:
        return self._house.calendar.reads_again(self.now)

    def idea(self, code: str) -> IdeaView | None:
        row = ideas.by_code(self._db, sealer=self._house.sealer, code=code) if code else None
        return self._view(row) if row is not None else None

    def my_ideas(self) -> Sequence[IdeaView]:
        rows = ideas.of_resident(self._db, sealer=self._house.sealer, resident_id=self._met.resident_id)
        return [self._view(row) for row in rows]

    def published(self, *, after: str = "") -> IdeaView | None:
        row = ideas.published(self._db, sealer=self._house.sealer, after=after)
        return self._view(row) if row is not None else None

    def similar(self, text: str) -> Sequence[IdeaView]:
        found = similar.find(self._db, keys=self._house.terms.keys(text), shared=SHARED)
        views = (self.idea(one.code) for one in found)
        return [view for view in views if view is not None]

    def waiting_call(self) -> bool:
        return talk.waiting_call(self._db, resident_id=self._met.resident_id) is not None

    def link(self, payload: str) -> str:
        bot = self._house.bot()
        return f"https://t.me/{bot}?start={payload}" if bot else ""

    def _view(self, row: IdeaRow) -> IdeaView:
        public = row.public_text if row.state in PUBLIC else ""
        n, supported = (
            ideas.supports(self._db, idea_id=row.id, resident_id=self._met.resident_id) if public else (0, False)
        )
        mine = row.resident_id == self._met.resident_id
        media = ideas.media_count(self._db, idea_id=row.id) if mine else {}
        return IdeaView(
            code=row.code,
            state=row.state,
            # somebody else's received words are nobody's to read
            text=row.text if mine else "",
            public=public,
            area=row.area,
            place=row.place if mine else "",
            association=row.association,
            given=row.given_at.date() if row.given_at else None,
            supports=n,
            mine=mine,
            supported=supported,
            opened=row.opened_at is not None,
            photos=media.get("photo", 0),
            voices=media.get("voice", 0),
            reason=row.reason,
        )
