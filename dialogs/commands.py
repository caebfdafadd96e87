"""What a dialogue may ask to be done. service/carry_out.py does it, in the transaction of the turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from dialogs.kit import Command
from dialogs.words.organising import What


@dataclass(frozen=True)
class KeepIdea(Command):
    """Keep what was written (and its pictures) at once under `code`; not yet known to be an idea, or not finished."""

    code: str
    text: str
    sure: bool = False  # False: "ei vielä varma idea"


@dataclass(frozen=True)
class GiveIdea(Command):
    """The kept idea is finished: it goes to the staff, with the day by which they read it."""

    code: str
    read_by: date


@dataclass(frozen=True)
class MendIdea(Command):
    """Change what was given with the idea. None leaves a thing as it is. Attachments of the message come along."""

    code: str
    text: str | None = None
    more: str | None = None  # added below the text
    place: str | None = None
    area: str | None = None
    association: str | None = None
    point: tuple[float, float] | None = None
    sure: bool | None = None


@dataclass(frozen=True)
class DropIdea(Command):
    """The giver takes the idea back; its words are erased."""

    code: str


@dataclass(frozen=True)
class SupportIdea(Command):
    """The person supports a published idea; once per person."""

    code: str


class Ballot(Command):
    """Something about a vote: the message that led to it and its answer are kept no longer than they must be."""


@dataclass(frozen=True)
class CastVote(Ballot):
    """The person's ballot in an election: the targets' numbers. It counts at once and takes an earlier one's place.

    `code`: they vote by this one-time code from a desk, whoever's telephone it is.
    """

    election: str
    choices: tuple[int, ...]
    code: str = ""


@dataclass(frozen=True)
class HoldVote(Ballot):
    """A ballot that counts once its number has answered with a code."""

    election: str
    choices: tuple[int, ...]


@dataclass(frozen=True)
class WithdrawVote(Ballot):
    """The ballot goes. `disputed`: the number's owner says that they did not vote."""

    election: str
    disputed: bool = False


@dataclass(frozen=True)
class RestoreVote(Ballot):
    """The ballot before the last one stands again: somebody else voted with the same telephone."""

    election: str


@dataclass(frozen=True)
class TellVotersArea(Ballot):
    """The voter's part of the city, kept with the ballot and shown only where there are many."""

    election: str
    area: str


@dataclass(frozen=True)
class TellEligible(Ballot):
    """The voter's answer to the election's own question; a count of the turnout, on which no vote depends."""

    election: str
    yes: bool


@dataclass(frozen=True)
class RefuseVote(Ballot):
    """A vote that could not be taken; `why` is counted for the report."""

    election: str
    why: str


@dataclass(frozen=True)
class AskAboutVote(Ballot):
    """A vote was written and is asked about first: nothing is done, but the message is as secret."""


@dataclass(frozen=True)
class SignUp(Command):
    """Sign the person up to an event, or change how many they are: what is free at once, the rest into the line.

    `party` None: one, or as many as they were. What came of it is in `City.signup`.
    """

    number: int
    party: int | None = None
    needs: str = ""


@dataclass(frozen=True)
class CancelSignup(Command):
    """The person does not come: seats, offers and places in line go, and the next in line is offered them."""

    number: int


@dataclass(frozen=True)
class AnswerOffer(Command):
    """Yes or no to a seat that became free; `party` where they say how many come. Also late: then what is free."""

    number: int
    yes: bool
    party: int | None = None


@dataclass(frozen=True)
class MendSignup(Command):
    """What the event's arranger asked for, or whether they may see the number. None leaves a thing as it is."""

    number: int
    name: str | None = None
    needs: str | None = None
    shows_number: bool | None = None


@dataclass(frozen=True)
class GiveFeedback(Command):
    """How the event was, 1 to 5, and words."""

    number: int
    stars: int | None = None
    words: str | None = None


@dataclass(frozen=True)
class AskOrganiser(Command):
    """Keep what an organiser asks for until her number has answered with a code."""

    what: What
    number: int
    rest: str = ""
    people: int = 0


@dataclass(frozen=True)
class WrongCode(Command):
    """The code was wrong: a few a day are borne."""


@dataclass(frozen=True)
class DropOrganiserCheck(Command):
    """What waits for a code is not wanted."""


@dataclass(frozen=True)
class LockOrganiser(Command):
    """Too many wrong codes: what waits is dropped, and nothing is taken from the number `until` then."""

    until: datetime


@dataclass(frozen=True)
class AsOrganiser(Command):
    """Do it: `list` only notes that the list was given, `cancel` with a reason, `message` a text, `attended` people."""

    what: What
    number: int
    rest: str = ""
    people: int = 0


@dataclass(frozen=True)
class KnowNumber(Command):
    """The account's own telephone number, proved by the channel."""

    number: str


@dataclass(frozen=True)
class AskCall(Command):
    """Staff should phone: by `day`, between the hours. `number` where the channel itself has none."""

    day: date
    since: time
    until: time
    number: str = ""


@dataclass(frozen=True)
class CallTopic(Command):
    """What the waiting call is about."""

    text: str


@dataclass(frozen=True)
class NoCall(Command):
    """The person prefers messages, or needs no call any more."""

    messages: bool


@dataclass(frozen=True)
class TellStaff(Command):
    """A message to people: it goes to the person's thread, which is opened if there is none."""

    text: str
    answer_by: date | None = None
    distress: bool = False  # somebody may be in danger: read before all else


@dataclass(frozen=True)
class StopMessages(Command):
    """Send nothing more of our own accord."""


@dataclass(frozen=True)
class AllowMessages(Command):
    """The opposite of StopMessages; topics stay as they were."""


@dataclass(frozen=True)
class AnswerTopics(Command):
    """What the city may tell of its own accord and what not; `words` asked it, as the person saw them."""

    given: tuple[str, ...]
    declined: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class WantsResults(Command):
    """The person has asked for the result of a vote, so they may want to be told of it."""


@dataclass(frozen=True)
class WrongNumber(Command):
    """The number's holder is somebody else now: stop, and unlink it from what its former holder did."""


@dataclass(frozen=True)
class SpeakLanguage(Command):
    """The thread goes on in this language: fi, sv or en."""

    language: str


@dataclass(frozen=True)
class KeepUnread(Command):
    """We could not read it: kept for people, sealed, for 90 days."""

    text: str
    why: str  # "miss", "sticker", "foreign" …


@dataclass(frozen=True)
class KeepMissed(Command):
    """We did not know what it asks for, or guessed wrong (`guess`): kept to learn from, sealed, without its sender."""

    text: str
    guess: str = ""


@dataclass(frozen=True)
class Count(Command):
    """One more of something, for the report: counts only, no person."""

    what: str
    source: str = ""
    area: str = ""
    step: str = ""


@dataclass(frozen=True)
class EraseMe(Command):
    """The person goes, with all that is theirs, as soon as our answer has left."""


@dataclass(frozen=True)
class AnswerLink(Command):
    """A code that is to show that a number and this account are one person's."""

    code: str


@dataclass(frozen=True)
class UnlinkMe(Command):
    """This address is somebody else's than the person's others from now on."""


@dataclass(frozen=True)
class WroteBefore(Command):
    """Whether who writes from a number that was silent for a year is who wrote from it before."""

    yes: bool
