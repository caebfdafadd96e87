"""The contract of a channel: what comes in, what goes out, and how sending may fail.

A channel is one folder that knows nothing of the store or the dialogues. It turns a provider's request
into an `Inbound`, gives an `Outbound` the provider's form, and says what became of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What an inbound message is, before anyone reads it."""

    MESSAGE = "message"  # words, a picture, a voice message, a place, a contact
    EDIT = "edit"  # an earlier message of the person was rewritten; never a new answer
    TAP = "tap"  # a button
    BLOCKED = "blocked"  # the person blocked us
    UNBLOCKED = "unblocked"
    GROUP = "group"  # said in a group: no personal business there
    CALL = "call"  # somebody phoned the number
    FOREIGN = "foreign"  # from outside the regions we may answer: kept for staff, not answered
    UNREADABLE = "unreadable"  # could not be parsed: kept, so that it is not repeated for ever


class MediaKind(StrEnum):
    """What can come with a message and is kept."""

    PHOTO = "photo"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or a voice message that the provider holds; `ref` is what `Channel.fetch` takes."""

    kind: MediaKind
    ref: str


@dataclass(frozen=True, slots=True)
class Place:
    """A shared location, WGS 84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Contact:
    """A shared telephone number, E.164. `own` only if the channel proved that it is the sender's."""

    number: str
    own: bool


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing that a person did, as the channel understood it.

    `external_id` is unique within the channel (MessageSid; update_id of the bot): a repeat finds the turn done.
    `address` is an E.164 number or a chat id. `at` is the provider's time, aware, UTC.
    """

    channel: str
    external_id: str
    address: str
    at: datetime
    kind: Kind = Kind.MESSAGE
    text: str = ""
    ref: str = ""  # the provider's id of the message within the chat: what an edit names again
    tap: str = ""  # the data of the button, forgeable
    start: str = ""  # payload of a deep link, "tori" in ?start=tori
    language: str = ""  # what the person's client is set to, BCP 47, or ""
    media: tuple[Media, ...] = ()
    place: Place | None = None
    contact: Contact | None = None
    other: str = ""  # something we have no use for: "sticker", "video"; "forward": our own message sent back
    reply_to: str = ""  # ref of the message of ours that the person answered by the client's "reply"
    late: bool = False  # found by reconcile long after it was sent
    opt_out: str = ""  # "STOP", "START" or "HELP": the provider acted on this word and has answered it itself


@dataclass(frozen=True, slots=True)
class Choice:
    """One offered answer. `key` is what a person types where there are no buttons."""

    key: str
    label: str
    data: str  # what a button sends back; ≤ 64 bytes
    url: str = ""  # a button that opens a page instead
    beside: bool = False  # stands beside the one before it, where choices are buttons


@dataclass(frozen=True, slots=True)
class Venue:
    """A place to show on a map, WGS 84 degrees, with its name and where it is."""

    latitude: float
    longitude: float
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message to one person, in their language, before the channel gives it its form."""

    text: str
    choices: tuple[Choice, ...] = ()
    tail: str = ""  # after the choices where they are text
    wants: str = ""  # "contact" or "place": a channel that can, offers to share it
    wants_label: str = ""
    replaces: str = ""  # provider's id of the message of ours that this one rewrites, where it can
    picture: bytes = b""  # PNG or JPEG shown with the text
    document: bytes = b""  # a file that comes with the text, where the channel can
    document_name: str = ""
    venue: Venue | None = None  # shown on a map in place of the text, where the channel can
    reply_to: str = ""  # provider's id of the message that this one answers, shown where the channel can

    __pydantic_config__ = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}  # noqa: RUF012 - read by pydantic


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the outbox as a channel sees it.

    `ref` is ours, opaque, in the provider's callback; `valid_for` is how long the message still means something.
    """

    ref: str
    address: str
    outbound: Outbound
    valid_for: timedelta = field(default=timedelta(hours=4))
    again: bool = False  # a second try after an unknown outcome


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it. `parts` is what it costs in messages of the network (0: unknown or free)."""

    provider_id: str
    parts: int = 0


class SendError(Exception):
    """Sending failed. Exactly one of three things holds.

    permanent — this address will never take it (`blocked`: its owner does not want us to);
    unknown   — the provider may or may not have it: never resend blindly;
    otherwise — certainly not sent, may be tried again, not before `retry_after`.
    `ours` — a wrong token, a wrong number of ours: the address is innocent, staff must act.
    """

    def __init__(
        self,
        code: str,
        *,
        permanent: bool = False,
        unknown: bool = False,
        blocked: bool = False,
        ours: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.unknown = unknown
        self.blocked = blocked
        self.ours = ours
        self.retry_after = retry_after


class Fate(StrEnum):
    """What a provider says became of a message. The order is forward only."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Report:
    """A provider's word on a delivery, by our `ref` or its own id. `code` as in SendError."""

    channel: str
    ref: str
    provider_id: str
    fate: Fate
    code: str = ""
    permanent: bool = False
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The row of the outbox that answers an inbound message."""

    row_id: int
    address_id: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an inbound message: `toast` is shown on the tapped button, where there is one."""

    repeated: bool = False
    toast: str = ""
    replies: tuple[Reply, ...] = ()


class Busy(Exception):
    """The database is away: the provider should repeat the message later."""


Take = Callable[[Inbound], Awaitable[Taken]]
"""Gives an inbound message its turn and returns once that is durable. Raises Busy."""

TakeReport = Callable[[Report], Awaitable[None]]


class Channel(Protocol):
    """One way to people. Built without I/O; `open` may fail and is tried again, the service lives without it."""

    name: str
    can_settle: bool  # the provider can be asked what became of a message
    provider_stops: bool  # the provider keeps a list of its own of who opted out

    def cost(self, outbound: Outbound) -> int:
        """How many messages of the network it takes: what the rate counts."""
        ...

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def send(self, delivery: Delivery) -> Sent:
        """Hand one message to the provider. Raises SendError, nothing else."""
        ...

    async def settle(self, delivery: Delivery, *, since: datetime) -> Sent | None:
        """Ask the provider whether it has a message of unknown outcome. None: it certainly has not.

        `since`: when the call was under way. After a crash that may be long ago.
        Raises SendError(unknown=True) where it can't tell (yet).
        """
        ...

    async def fetch(self, ref: str) -> bytes:
        """Bytes of a picture or voice message. Raises SendError."""
        ...
