"""CityView: what a dialogue may ask of the world, read from the store within the turn's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from sqlalchemy import Connection

from dialogs.city import CallSlot, ElectionView, EventView, IdeaView, SignupView, VoteView
from dialogs.kit import Text
from service.calendar import HELSINKI
from service.elections.shown import Opened
from service.events import shown
from service.events.organised import Organised
from service.events.seen import Seen
from service.house import House
from store import consents, events, ideas, linking, people, proofs, signups, similar, talk, votes
from store.coming import coming
from store.events import EventRow
from store.ideas import IdeaRow
from store.models.ideas import PUBLIC
from store.models.people import Reach
from store.signups import SignupRow

_CODE_TRIES = 20
SHARED = 2  # words in common before a resident is asked whether two ideas are the same


BURST_WINDOW = timedelta(minutes=1)
BURST = 60
"""First votes by text message within the window: more than a poster or a newspaper brings, so senders may be forged."""


@dataclass(frozen=True)
class Voter:
    """Who votes within an election: a name that only its key makes into a mark, and how it was proved."""

    name: str
    identified: str


def _chart(found: Opened, language: str) -> bytes:
    """The result as a picture; drawn once, then remembered."""
    from service.elections.chart import chart  # nobody needs a typesetter before there is a result
    from service.elections.result import read_decision, read_result

    result = read_result(found.row.result)
    return chart(result, found.plan, language, read_decision(found.row.decision)) if result is not None else b""


class CityView:
    """Implements dialogs.city.City for one address and one turn."""

    def __init__(
        self, db: Connection, house: House, met: people.Met, now: datetime, value: str, sent: datetime | None = None
    ) -> None:
        self._value = value
        self.sent = (sent or now).astimezone(HELSINKI)
        self._db, self._house, self._met = db, house, met
        self.now = now.astimezone(HELSINKI)
        self.language = met.language
        self.narrow = met.channel in house.narrow
        self.first_time = met.first_time
        self.stopped = met.reach is Reach.STOPPED
        self.number = house.number
        self.areas: Sequence[str] = house.areas
        self.seen = Seen(db, met.resident_id)

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

    # -- votes

    @cached_property
    def _elections(self) -> list[Opened]:
        """Read once a turn, and only when a dialogue asks."""
        return [Opened(row) for row in votes.listed(self._db)]

    def _opened(self, code: str) -> Opened | None:
        return next((e for e in self._elections if e.row.code == code), None)

    def elections(self) -> Sequence[ElectionView]:
        found = [e for e in self._elections if e.takes(self.sent)]
        return [e.view(self.language, self.now) for e in sorted(found, key=lambda e: e.row.closes_at)]

    def election(self, code: str) -> ElectionView | None:
        found = self._opened(code)
        return found.view(self.language, self.now) if found is not None and found.row.state != "draft" else None

    def past_elections(self) -> Sequence[ElectionView]:
        return [e.view(self.language, self.now) for e in self._elections if e.over(self.now)]

    def accepts(self, code: str, *, held: bool = False) -> bool:
        waiting = self._held(code) if held else None
        return votes.accepts(self._db, code=code, at=waiting.at if waiting is not None else self.sent)

    def my_vote(self, code: str) -> VoteView | None:
        voter, found = self.voter(code), self._opened(code)
        if voter is None or found is None or found.row.state not in votes.LIVE:
            return None
        vote = votes.standing(self._db, sealer=self._house.sealer, election_id=found.row.id, voter=voter.name)
        if vote is None:
            return None
        answered = (
            votes.eligible(self._db, sealer=self._house.sealer, election_id=found.row.id, voter=voter.name)
            if found.plan.ask_eligible and not self.narrow
            else ""
        )
        return VoteView(vote.choices, vote.previous, vote.code, vote.area, answered)

    def outdated(self, code: str) -> bool:
        voter, found = self.voter(code), self._opened(code)
        if voter is None or found is None or found.row.state not in votes.LIVE:
            return False
        at = votes.last(self._db, sealer=self._house.sealer, election_id=found.row.id, voter=voter.name)
        return at is not None and at > self.sent

    def may_vote(self, code: str) -> bool:
        return self.voter(code) is not None

    def voter(self, code: str) -> Voter | None:
        """As whom the address votes in an election, or None where nobody knows yet."""
        found = self._opened(code)
        if found is None:
            return None
        if found.plan.identity == "open":
            return Voter(f"address:{self._met.channel}:{self._value}", "address")
        if self._met.channel == "sms":
            return Voter(f"number:{self._value}", "number")
        number = people.number(self._db, sealer=self._house.sealer, address_id=self._met.id)
        if number is not None:
            return Voter(f"number:{number}", "contact")
        by_code = proofs.proved(self._db, sealer=self._house.sealer, election_id=found.row.id, address_id=self._met.id)
        return Voter(by_code[-1], "code") if by_code else None

    def desk_code(self, election: str, code: str) -> bool:
        found = self._opened(election)
        return found is not None and proofs.desk_code_fits(
            self._db, sealer=self._house.sealer, election_id=found.row.id, address_id=self._met.id, code=code
        )

    def must_confirm(self, code: str) -> bool:
        found = self._opened(code)
        if found is None or not self.narrow or found.plan.confirm == "never" or self.my_vote(code) is not None:
            return False
        if found.plan.confirm == "always":
            return True
        since = self.now - BURST_WINDOW
        return proofs.first_votes_since(self._db, election_id=found.row.id, since=since) >= BURST

    def held_vote(self, code: str) -> tuple[tuple[int, ...], str] | None:
        held = self._held(code)
        return (held.choices, held.code) if held is not None else None

    def _held(self, code: str) -> proofs.Pending | None:
        found = self._opened(code)
        if found is None:
            return None
        return proofs.held(self._db, sealer=self._house.sealer, election_id=found.row.id, address_id=self._met.id)

    def picture(self, name: str) -> bytes:
        """The bytes of a picture that a dialogue named: "target:budjetti-2027:3"; b"" where there is none."""
        kind, code, *rest = name.split(":")
        found = self._opened(code)
        if found is None:
            return b""
        if kind == "result":
            return _chart(found, self.language)
        return votes.picture(self._db, election_id=found.row.id, number=int(rest[0]))

    def document(self, name: str) -> tuple[str, bytes] | None:
        """A file that a dialogue named, with its own name: "event:12" is the event's calendar entry."""
        from service.events.ical import ics  # few ask for a calendar

        if name == "person":
            return self._own_record()
        row = self.seen.event(int(name.removeprefix("event:")))
        if row is None:
            return None
        return f"tapahtuma-{row.number}.ics", ics((row,), language=self.language, number=self._house.number)

    def _own_record(self) -> tuple[str, bytes]:
        from service.people import record  # few ask for it

        text = record.text(self._db, self._house, resident_id=self._met.resident_id, language=self.language)
        return "omat-tiedot.txt", text.encode()

    # -- events

    def events(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        area: str = "",
        kind: str = "",
        after: int = 0,
        limit: int = 4,
    ) -> Sequence[EventView]:
        last = events.by_number(self._db, number=after) if after else None
        rows = coming(self._db, now=self.now, since=since, until=until, area=area, kind=kind, after=last, limit=limit)
        return [shown.view(row, self.language, self.now) for row in rows]

    def event(self, number: int) -> EventView | None:
        row = self.seen.event(number)
        if row is None:
            return None
        return shown.view(row, self.language, self.now)

    def signup(self, number: int) -> SignupView | None:
        row = self.seen.event(number)
        mine = self.seen.own(row) if row is not None else None
        if row is None or mine is None:
            return None
        return self._signup(mine, row) if mine.total else None

    def my_signups(self) -> Sequence[SignupView]:
        found = signups.coming(self._db, resident_id=self._met.resident_id, now=self.now)
        return [self._signup(mine, events.by_id(self._db, event_id=mine.event_id)) for mine in found]

    def _signup(self, mine: SignupRow, row: EventRow) -> SignupView:
        until = mine.offered_until
        return SignupView(
            event=shown.view(row, self.language, self.now),
            seats=mine.seats,
            offered=mine.offered,
            waiting=mine.waiting,
            place=self.seen.place(mine, row),
            until=until.astimezone(HELSINKI) if until is not None else None,
            invited=mine.invited,
            name=mine.name(self._house.sealer),
            needs=mine.needs(self._house.sealer),
            shows_number=mine.shows_number,
            feedback=mine.feedback,
        )

    def organises(self, number: int) -> bool:
        return self.organising.row(number) is not None

    @cached_property
    def organising(self) -> Organised:
        return Organised(self._db, self._house, self._met, self.now, self._value)

    def similar(self, text: str) -> Sequence[IdeaView]:
        found = similar.find(self._db, keys=self._house.terms.keys(text), shared=SHARED)
        views = (self.idea(one.code) for one in found)
        return [view for view in views if view is not None]

    def topics(self) -> Mapping[str, bool]:
        return {
            topic.value: granted for topic, granted in consents.of(self._db, resident_id=self._met.resident_id).items()
        }

    @property
    def topic_asked(self) -> str | None:
        return consents.asked_about(self._db, resident_id=self._met.resident_id)

    @property
    def linked(self) -> bool:
        return bool(linking.others(self._db, resident_id=self._met.resident_id, but=self._met.id))

    def fresh_digits(self) -> str:
        return self._house.digits()

    def link_code(self, code: str) -> tuple[bool, int]:
        from service.people.linking import look  # few link, and it knows the dialogues

        tried = look(self._db, self._house, address_id=self._met.id, code=code)
        return tried.right, tried.left

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
            other=self._merged_into(row),
            moved_to=row.moved_to,
        )

    def _merged_into(self, row: IdeaRow) -> str:
        if row.merged_into is None:
            return ""
        return ideas.by_id(self._db, sealer=self._house.sealer, idea_id=row.merged_into).code
