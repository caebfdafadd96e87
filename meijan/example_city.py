"""A city of one person without a database: what the steps say in docs/dialogues.md, and what they see in unit tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from dialogs.city import CallSlot, ElectionView, EventView, IdeaView, SignupView, VoteView
from dialogs.kit import Text
from dialogs.organiser.world import Asked
from meijan.example_organising import ExampleOrganising
from meijan.texts.book import original
from service.calendar import HELSINKI, ServiceCalendar
from service.house import AREAS, NAMES
from service.wording import Wording

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=HELSINKI)
BENCH = IdeaView("K7F2", "received", "Penkkejä rantaraitille", area="Rantakylä", mine=True)
LIGHTS = IdeaView("R2T3", "assessed", "", public="Lisää valoja pyöräteille", area="Otava", supports=3)


@dataclass
class ExampleCity:
    """Implements dialogs.city.City over plain values; ideas by their codes, newest first."""

    narrow: bool = True
    language: str = "fi"
    now: datetime = TUESDAY
    first_time: bool = False
    stopped: bool = False
    areas: Sequence[str] = AREAS
    names: Mapping[str, str] = field(default_factory=lambda: NAMES)
    number: str = "+358457000000"
    calls: bool = False
    votes: Sequence[ElectionView] = ()
    ballots: dict[str, VoteView] = field(default_factory=dict)
    sent_at: datetime | None = None
    known_number: bool = False
    desk_codes: frozenset[str] = frozenset({"K7F2M3P4"})
    burst: bool = False
    held: tuple[int, ...] = ()
    codes: list[str] = field(default_factory=lambda: ["M3P4"])
    ideas: dict[str, IdeaView] = field(default_factory=lambda: {i.code: i for i in (BENCH, LIGHTS)})
    happens: Sequence[EventView] = ()
    signups: dict[int, SignupView] = field(default_factory=dict)
    organised: frozenset[int] = frozenset()
    asked: Asked | None = None  # what an organiser asked for, until the code comes
    wrong_codes: int = 0
    wanted: dict[str, bool] = field(default_factory=dict)  # topics that were answered about
    topic_asked: str | None = None
    alike: Sequence[str] = ()  # codes of the ideas that resemble any text
    words: Wording = field(default_factory=original)
    calendar: ServiceCalendar = field(default_factory=ServiceCalendar)

    @property
    def name(self) -> str:
        return self.names[self.language]

    def in_words(self, text: Text) -> str:
        return self.words.text(text, self.language)

    @property
    def service_hours(self) -> tuple[time, time]:
        return self.calendar.since, self.calendar.until

    def fresh_code(self) -> str:
        return next(code for code in self.codes if code not in self.ideas)

    def read_by(self) -> date:
        return self.calendar.after(self.now.date(), 10)

    def answer_by(self) -> date:
        return self.calendar.after(self.now.date(), 2)

    def call_slot(self) -> CallSlot:
        return CallSlot(*self.calendar.call_slot(self.now))

    def reads_again(self) -> datetime:
        return self.calendar.reads_again(self.now)

    def idea(self, code: str) -> IdeaView | None:
        return self.ideas.get(code)

    def my_ideas(self) -> Sequence[IdeaView]:
        return [idea for idea in self.ideas.values() if idea.mine and idea.state != "withdrawn"]

    def published(self, *, after: str = "") -> IdeaView | None:
        public = [idea for idea in self.ideas.values() if idea.public]
        codes = [idea.code for idea in public]
        at = codes.index(after) + 1 if after in codes else 0
        return public[at] if at < len(public) else None

    @property
    def sent(self) -> datetime:
        return self.sent_at or self.now

    def elections(self) -> Sequence[ElectionView]:
        return [e for e in self.votes if e.state in ("open", "closed") and self.sent < e.closes]

    def election(self, code: str) -> ElectionView | None:
        return next((e for e in self.votes if e.code == code), None)

    def past_elections(self) -> Sequence[ElectionView]:
        return [e for e in self.votes if e.closes <= self.now]

    def accepts(self, code: str, *, held: bool = False) -> bool:
        return any(e.code == code for e in self.elections())

    def my_vote(self, code: str) -> VoteView | None:
        return self.ballots.get(code)

    def outdated(self, code: str) -> bool:
        return False

    def may_vote(self, code: str) -> bool:
        return self.narrow or self.known_number

    def desk_code(self, election: str, code: str) -> bool:
        return code in self.desk_codes

    def must_confirm(self, code: str) -> bool:
        return self.burst and code not in self.ballots

    def held_vote(self, code: str) -> tuple[tuple[int, ...], str] | None:
        return (self.held, "4821") if self.held else None

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
        found = sorted((e for e in self.happens if e.ends > self.now), key=lambda e: (e.starts, e.number))
        last = next(((e.starts, e.number) for e in self.happens if e.number == after), None)
        kinds = {"free": "free_of_charge", "accessible": "accessible", "children": "for_children"}
        return [
            e
            for e in found
            if (since is None or e.starts >= since)
            and (until is None or e.starts < until)
            and (not area or e.area == area)
            and (not kind or getattr(e, kinds[kind]))
            and (last is None or (e.starts, e.number) > last)
        ][:limit]

    def event(self, number: int) -> EventView | None:
        return next((e for e in self.happens if e.number == number), None)

    def signup(self, number: int) -> SignupView | None:
        return self.signups.get(number)

    def my_signups(self) -> Sequence[SignupView]:
        return sorted((s for s in self.signups.values()), key=lambda s: s.event.starts)

    def organises(self, number: int) -> bool:
        return number in self.organised

    @property
    def organising(self) -> ExampleOrganising:
        mine = [event for event in self.happens if event.number in self.organised]
        return ExampleOrganising(mine, self.asked, self.narrow or self.known_number, self.wrong_codes)

    def similar(self, text: str) -> Sequence[IdeaView]:
        return [self.ideas[code] for code in self.alike]

    def topics(self) -> Mapping[str, bool]:
        return self.wanted

    def waiting_call(self) -> bool:
        return self.calls

    def link(self, payload: str) -> str:
        return f"https://t.me/meijan_bot?start={payload}"
