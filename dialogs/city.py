"""City: the read-only view of the world that a dialogue may ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from dialogs.kit import Text
    from dialogs.organiser.world import Organising


@dataclass(frozen=True)
class IdeaView:
    """An idea as a dialogue sees it. `text` is what its giver wrote, `public` what everyone may read."""

    code: str
    state: str
    text: str
    public: str = ""
    area: str = ""
    place: str = ""
    association: str = ""
    given: date | None = None
    supports: int = 0
    mine: bool = False
    supported: bool = False
    opened: bool = False  # a moderator has read it: its text is fixed
    photos: int = 0
    voices: int = 0
    reason: str = ""
    other: str = ""  # the code of the idea that this one is part of now
    moved_to: str = ""  # the authority that has it now


@dataclass(frozen=True)
class CallSlot:
    """When we promise to phone: a day and the hours of that day, local time."""

    day: date
    since: time
    until: time


@dataclass(frozen=True)
class TargetView:
    """What can be voted for, in the person's language. `name` is at most 25 characters, `price` whole euros."""

    number: int
    title: str
    name: str
    price: int | None = None
    area: str = ""
    text: str = ""
    picture: bool = False


@dataclass(frozen=True)
class ElectionView:
    """An election in the person's language. `closes` is Europe/Helsinki.

    `votes` (by number) once counted, `winners` by the count in their order, `chosen` by the board once it decided.
    """

    code: str
    kind: str  # "budget" or "poll"
    state: str
    title: str
    targets: tuple[TargetView, ...]
    most: int
    closes: datetime
    decider: str = ""
    decides: date | None = None
    eligibility: str = ""
    ask_area: bool = False  # after the receipt, where there are buttons
    ask_eligible: str = ""  # a yes/no question there, whose answers are counted and change nothing
    ballots: int | None = None
    votes: Mapping[int, int] = field(default_factory=dict)
    winners: tuple[int, ...] = ()
    chosen: tuple[int, ...] = ()
    decided_on: date | None = None
    section: str = ""

    def target(self, number: int) -> TargetView | None:
        """The target with a number."""
        return next((target for target in self.targets if target.number == number), None)

    @property
    def highest(self) -> int:
        """The highest number on the list."""
        return max((target.number for target in self.targets), default=0)


@dataclass(frozen=True)
class VoteView:
    """The person's ballot as it stands, the one before it, and the code of its receipt."""

    choices: tuple[int, ...]
    previous: tuple[int, ...] = ()
    code: str = ""
    area: str = ""
    eligible: str = ""  # the answer to the eligibility question: "yes", "no" or "" for none


@dataclass(frozen=True)
class EventView:
    """An event in the person's language. Times are Europe/Helsinki; `name` is at most 25 characters.

    `takes`: "no" sign-ups at all; "later" (from `opens`); "over"; "open"; "line": no seat is free, but one may wait;
    "full": no seat and no line. `free` is None where everybody fits. `state`: published, postponed, cancelled.
    """

    number: int
    title: str
    name: str
    state: str
    starts: datetime
    ends: datetime
    all_day: bool = False
    place: str = ""
    address: str = ""
    area: str = ""
    point: tuple[float, float] | None = None
    price: str = ""
    free_of_charge: bool = False
    accessible: bool = False
    access: str = ""
    for_children: bool = False
    arranger: str = ""
    by_association: bool = False  # its arranger is an association with members of its own, not the city
    text: str = ""
    url: str = ""
    takes: str = "no"
    opens: datetime | None = None
    closes: datetime | None = None
    free: int | None = None
    line: int = 0  # people in line
    most: int = 6  # people in one sign-up
    age: int = 0  # the least age
    asks_name: bool = False
    asks_needs: bool = False


@dataclass(frozen=True)
class SignupView:
    """The person's own sign-up. `place` is where they are in line, 1 is next. `until` is when an offer runs out.

    `invited`: less than three hours are left and all in line were asked at once, so the first answer gets the seat.
    """

    event: EventView
    seats: int = 0
    offered: int = 0
    waiting: int = 0
    place: int = 0
    until: datetime | None = None
    invited: bool = False
    name: str = ""
    needs: str = ""
    shows_number: bool = False
    feedback: int | None = None


class City(Protocol):
    """What a dialogue may know. Nothing here changes anything; times are Europe/Helsinki."""

    @property
    def name(self) -> str:
        """The sender as it is called in the person's language: "Mikkelin kaupunki"."""

    @property
    def now(self) -> datetime: ...

    def in_words(self, text: Text) -> str:
        """A text in the person's language: what they may type in place of a button."""

    @property
    def narrow(self) -> bool:
        """Every message costs the person money, holds 160 characters and has no buttons."""

    @property
    def language(self) -> str: ...

    @property
    def first_time(self) -> bool:
        """Whether this is the address's first message to us."""

    @property
    def stopped(self) -> bool:
        """Whether the person has told us to send nothing."""

    @property
    def areas(self) -> Sequence[str]: ...

    @property
    def service_hours(self) -> tuple[time, time]: ...

    @property
    def number(self) -> str:
        """The number for text messages, or ""."""

    def fresh_code(self) -> str:
        """A public code that no idea has."""

    def read_by(self) -> date:
        """The day by which an idea given now is read."""

    def answer_by(self) -> date:
        """The day by which a message to a person is answered."""

    def call_slot(self) -> CallSlot: ...

    def reads_again(self) -> datetime:
        """When somebody next reads messages."""

    def idea(self, code: str) -> IdeaView | None: ...

    def my_ideas(self) -> Sequence[IdeaView]:
        """Own ideas, newest first, without those taken back."""

    def published(self, *, after: str = "") -> IdeaView | None:
        """The newest published idea, or the next older one than `after`; None at the end."""

    @property
    def sent(self) -> datetime:
        """When the person's message reached the provider."""

    def elections(self) -> Sequence[ElectionView]:
        """Elections that take a vote sent when this message was, by their closing."""

    def election(self, code: str) -> ElectionView | None: ...

    def past_elections(self) -> Sequence[ElectionView]:
        """Elections that have closed, the newest first."""

    def accepts(self, code: str, *, held: bool = False) -> bool:
        """Whether the election takes a vote sent when this message was; stays so until the turn is over.

        `held`: sent when the ballot was that waits for its code.
        """

    def my_vote(self, code: str) -> VoteView | None:
        """The person's ballot while the election is not counted."""

    def outdated(self, code: str) -> bool:
        """Whether the person has voted, or taken the vote back, after this message was sent."""

    def may_vote(self, code: str) -> bool:
        """Whether we know who votes: a number, or whatever the election asks for."""

    def desk_code(self, election: str, code: str) -> bool:
        """Whether the person may vote by this one-time code."""

    def must_confirm(self, code: str) -> bool:
        """Whether first votes come so fast that senders may be forged: the number must answer with a code."""

    def held_vote(self, code: str) -> tuple[tuple[int, ...], str] | None:
        """A ballot of the person's that waits for a code, with that code."""

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
        """Published events that are not over, by their start, then number.

        `since` and `until` bound the start; `kind`: "free", "accessible" or "children"; `after`: those that follow the
        event of this number in the same order.
        """

    def event(self, number: int) -> EventView | None:
        """A published, postponed or cancelled event, also one that is over while its number is its own."""

    def signup(self, number: int) -> SignupView | None:
        """The person's sign-up to the event of this number; None also for one that they cancelled."""

    def my_signups(self) -> Sequence[SignupView]:
        """The person's sign-ups to events that are not over, by their start."""

    def organises(self, number: int) -> bool:
        """Whether this telephone number is registered for the association whose event it is."""

    @property
    def organising(self) -> Organising:
        """The events that the person runs for an association."""

    def similar(self, text: str) -> Sequence[IdeaView]:
        """Up to three published ideas that resemble a text, the most alike first."""

    def topics(self) -> Mapping[str, bool]:
        """The topics that the person has answered about ("events", "votes", "news"): may we tell of them?"""

    @property
    def topic_asked(self) -> str | None:
        """The topic that we asked about last, "" for all of them; None where we have not asked yet."""

    @property
    def linked(self) -> bool:
        """Whether the person has another address than this one."""

    def fresh_digits(self) -> str:
        """Four digits of chance, to be answered with."""

    def link_code(self, code: str) -> tuple[bool, int]:
        """Whether it is the code that the account's number was sent, and how many tries are left after this one."""

    def waiting_call(self) -> bool:
        """Whether a call-back has been promised and not made."""

    def link(self, payload: str) -> str:
        """An address that opens the Telegram chat at `payload`, or "" without Telegram."""
