"""The dialogue kit: steps, what is said, what is answered, and the moves between.

A step is a frozen dataclass under an explicit name; its fields are the answers so far, so the step *is*
the saved state. `ask` says the question, `take` turns an answer into a typed move. The return annotation of
`take` lists the edges; the checks and the diagrams in docs/dialogues.md come from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import TypeAdapter, ValidationError

from dialogs.words import answers as words
from dialogs.words.folding import plain
from dialogs.words.numbers import a_number

if TYPE_CHECKING:
    from dialogs.city import City


@dataclass(frozen=True)
class Text:
    """A message of the catalogue with its parameters; `plural` and `n` where the number decides."""

    id: str
    params: Mapping[str, Any] = field(default_factory=dict)
    plural: str = ""
    n: int = 0


def T(id: str, **params: Any) -> Text:
    """A text of the catalogue. Babel extracts calls of this name."""
    return Text(id, params)


def TN(id: str, plural: str, n: int, **params: Any) -> Text:
    """A text whose form the number `n` decides."""
    return Text(id, {"n": n, **params}, plural, n)


@dataclass(frozen=True)
class Verbatim:
    """What a person wrote or a name: shown as it is, in no language."""

    text: str


@dataclass(frozen=True)
class Money:
    """An amount of euros."""

    euros: float


@dataclass(frozen=True)
class Moment:
    """A point in time shown with its weekday, date and clock time."""

    at: datetime


@dataclass(frozen=True)
class Brief:
    """A point in time by date and clock time alone, where each sign of a text message counts."""

    at: datetime


@dataclass(frozen=True)
class Weekday:
    """A day of the coming week, by its weekday alone."""

    day: date


@dataclass(frozen=True)
class Soon:
    """A point in time within a week, by weekday and clock time."""

    at: datetime


@dataclass(frozen=True)
class Short:
    """A day by its date alone."""

    day: date


@dataclass(frozen=True)
class Lines:
    """Texts below each other."""

    items: tuple[Text | Verbatim, ...]


@dataclass(frozen=True)
class Option:
    """One offered answer. `key` is typed where there are no buttons, `words` are understood and not shown."""

    value: str
    label: Text | Verbatim
    key: str = ""
    words: tuple[str, ...] = ()
    url: str = ""
    beside: bool = False  # its button stands beside the one before it


def numbered(*options: Option) -> tuple[Option, ...]:
    """The options with keys 1, 2, 3 … where they have none."""
    return tuple(o if o.key else Option(o.value, o.label, str(i), o.words, o.url) for i, o in enumerate(options, 1))


@dataclass(frozen=True)
class Pin:
    """A place on the map, WGS 84 degrees, with what it is called."""

    latitude: float
    longitude: float
    title: str
    address: str


@dataclass(frozen=True)
class Say:
    """What we say: a text, offered answers, a last line. No channel in it."""

    text: Text | Verbatim | Lines
    choices: tuple[Option, ...] = ()
    tail: Text | None = None
    before: tuple[Text | Verbatim, ...] = ()  # said first, in the same message
    after: tuple[Text, ...] = ()  # said last, where a short message still has room
    wants: str = ""  # "contact" or "place": a channel that can, offers to share it
    wants_label: Text | None = None
    replace: bool = False  # rewrites the message whose button was tapped, where the channel can
    picture: str = ""  # what the city shows with it, by a name of City's: "target:budjetti-2027:3"
    document: str = ""  # a file that comes with it, by a name of City's: "event:12" is its calendar entry
    pin: Pin | None = None  # shown on a map in place of the text, where the channel can


@dataclass(frozen=True)
class Answer:
    """What a person did, as a dialogue sees it."""

    text: str = ""
    tap: str | None = None  # value of the tapped option of this very question
    photos: int = 0
    voices: int = 0
    place: tuple[float, float] | None = None
    number: str = ""  # a shared telephone number, proved to be the sender's
    other: str = ""  # "sticker", "mms", …: something we have no use for
    at: datetime | None = None

    @property
    def words(self) -> str:
        """The text without the space around it."""
        return self.text.strip()

    def pick(self, options: Sequence[Option], city: City) -> str | None:
        """The value of the option that the answer names: by a tap, a number or its words. None: none of them."""
        if self.tap is not None:
            return self.tap if any(o.value == self.tap for o in options) else None
        if not (said := self.words):
            return None
        number = a_number(said)
        if number is not None:
            return next((o.value for o in options if o.key == str(number)), None)
        wanted = plain(said)
        for option in options:
            names = [*option.words]
            names.append(option.label.text if isinstance(option.label, Verbatim) else city.in_words(option.label))
            if any(plain(name) == wanted for name in names):
                return option.value
        return None

    def yes(self) -> bool | None:
        """True for yes, False for no, None for anything else; the whole message only."""
        if self.tap in ("yes", "no"):
            return self.tap == "yes"
        return words.yes_no(self.words) if self.tap is None else None

    def leaning(self) -> bool | None:
        """Which way a longer answer begins: "Joo, tullaan kahestaan" is yes; with care, after a yes/no question."""
        return self.yes() if self.tap is not None else words.leaning(self.words)


class Command:
    """Something that a dialogue asks to be done; service/carry_out.py does it in the turn's transaction."""


class Step:
    """One question. Subclasses are made with @step and are frozen dataclasses."""

    name: ClassVar[str]
    lasts: ClassVar[timedelta]
    free: ClassVar[bool]
    optional: ClassVar[bool]
    evergreen: ClassVar[bool]
    carries: ClassVar[str]
    closed: ClassVar[bool]
    secret: ClassVar[bool]

    def ask(self, city: City) -> Say:
        """What is said when the question is put."""
        raise NotImplementedError

    def take(self, answer: Answer, city: City) -> Move:
        """What the answer leads to."""
        raise NotImplementedError

    def cancel(self, city: City) -> Done | None:
        """What PERU does while this question is the newest. None: nothing of its own."""
        return None

    def waits(self, city: City) -> Text | None:
        """What is said of it when another matter came first and it waits. None: nothing."""
        return None


StepT = TypeVar("StepT", bound=Step)
S = TypeVar("S", bound=Step, covariant=True)


@dataclass(frozen=True)
class Stay:
    """The question stays open; `say` in its place of asking it again."""

    say: Say | None = None
    do: tuple[Command, ...] = ()
    missed: bool = False  # we could not read the answer: counted, two in a row offer a person
    first: Text | None = None  # said before the question is put again
    replace: bool = False  # the asked message is rewritten in its place, where the channel can
    become: Step | None = None  # the same question under the same number, with what was answered so far
    silent: bool = False  # nothing is answered
    toast: Text | None = None  # shown on the tapped button


@dataclass(frozen=True)
class Go(Generic[S]):
    """On to the next question, with `first` said before it in the same message."""

    step: S
    do: tuple[Command, ...] = ()
    first: Text | Verbatim | None = None
    toast: Text | None = None
    behind: Step | None = None  # what TAKAISIN leads to, where it is not the step that was answered
    beside: bool = False  # the answered question stays open below: the buttons of its message still work


@dataclass(frozen=True)
class Done:
    """The matter is finished. `say` None: nothing is answered."""

    say: Say | None
    do: tuple[Command, ...] = ()
    toast: Text | None = None


@dataclass(frozen=True)
class Pass:
    """Not an answer to this question: somebody else may take it, and the question stays open."""


Move = Stay | Go[Step] | Done | Pass

_steps: dict[str, type[Step]] = {}
WEEK = timedelta(days=7)


@dataclass_transform(frozen_default=True)
def step(
    name: str,
    *,
    lasts: timedelta = WEEK,
    free: bool = False,
    optional: bool = False,
    evergreen: bool = False,
    carries: str = "",
    closed: bool = False,
    secret: bool = False,
) -> Callable[[type[StepT]], type[StepT]]:
    """Make a class a step under `name`, which must never change: saved conversations carry it.

    free      takes free text: command forms in it are content, not commands
    optional  need not be answered: taught command forms act although it is open
    evergreen its buttons work for ever, whatever else is open (they carry the field that `carries` names)
    closed    takes only a few words: a short text that is none of them is asked again
    secret    its fields tell a ballot: gone once answered, TAKAISIN does not lead to it
    """

    def decorate(cls: type[StepT]) -> type[StepT]:
        made = dataclass(frozen=True)(cls)
        made.name, made.lasts = name, lasts
        made.free, made.optional, made.evergreen, made.closed = free, optional, evergreen, closed
        made.carries, made.secret = carries, secret
        if name in _steps:
            raise ValueError(f"two steps are named {name}")
        _steps[name] = made
        return made

    return decorate


def steps() -> Mapping[str, type[Step]]:
    """Every step by its name."""
    return _steps


_adapters: dict[type[Step], TypeAdapter[Any]] = {}


def _adapter(cls: type[Step]) -> TypeAdapter[Any]:
    if cls not in _adapters:
        _adapters[cls] = TypeAdapter(cls)
    return _adapters[cls]


def freeze(step: Step) -> dict[str, Any]:
    """The step as JSON: its name and its fields."""
    fields: dict[str, Any] = _adapter(type(step)).dump_python(step, mode="json")
    return {"step": step.name, **fields}


def thaw(saved: Mapping[str, Any]) -> Step | None:
    """The step that was saved, or None where a deployment has removed or changed it."""
    cls = _steps.get(str(saved.get("step")))
    if cls is None:
        return None
    try:
        made: Step = _adapter(cls).validate_python({k: v for k, v in saved.items() if k != "step"})
        return made
    except ValidationError:
        return None


def edges(cls: type[Step]) -> tuple[list[type[Step]], set[str]]:
    """Where a step may lead, read off the annotations of `take` and of its other ways out (`cancel`, `more`).

    The next steps, and which of Stay, Done and Pass it may make.
    """
    import dialogs.city  # the annotations name City, whose module names us

    names = {**vars(dialogs.city), **globals(), **_names(cls)}
    targets: list[type[Step]] = []
    others: set[str] = {"Stay"} if cls.closed else set()
    for way in ("take", "more", "cancel"):
        method = getattr(cls, way, None)
        if method is None or method is getattr(Step, way, None):
            continue
        returned = get_type_hints(method, names)["return"]
        for move in get_args(returned) if get_origin(returned) in (Union, UnionType) else (returned,):
            if get_origin(move) is Go:
                targets.extend(target for argument in get_args(move) for target in get_args(argument) or (argument,))
            elif move is not type(None):
                others.add(move.__name__)
    return list(dict.fromkeys(targets)), others


def _names(cls: type[Step]) -> dict[str, Any]:
    import sys

    return {**{c.__name__: c for c in _steps.values()}, **vars(sys.modules[cls.__module__])}
