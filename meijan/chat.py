"""A conversation in text: what people write and what they would see. `meijan chat`, and the transcripts in tests.

The production path but for the network: inbound → turn → outbox → the channel's own rendering. Between every two
turns the talk is frozen to JSON and thawed again, as it is between two real messages.

Lines: `> text` or `text` the resident says; `[Label]` taps a button; `> (Veikko) text` another person; `! …` steers:
`! from +358…`, `! at 2026-11-24T10:00`, `! +2d`, `! deliver` (let due things happen), `! meijan idea accept K7F2 …`,
`! call`, `! answer Liisa text`, `! late text`, `! found 2027-02-28T19:58 text`, `! photo …`,
`! voice`, `! sticker`, `! place 61.68,27.27`, `! contact`, `! edit text`, `! group text`, `! block`, `! unblock`,
`! code K7F2`, `! desk-code budjetti-2027 K7F2M3P4`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random

from pydantic import TypeAdapter

from bot.render import words as telegram_words
from dialogs.words.codes import make_code
from meijan.clock import Clock
from meijan.settings import Settings
from meijan.wiring import house
from service.calendar import HELSINKI
from service.channel import Contact, Inbound, Kind, Media, MediaKind, Outbound, Place, Taken
from service.events import line, reminders
from service.people import silence, work
from service.threads import answering
from service.turn import turn
from sms import parts
from sms.render import render as sms_text
from store import leases, linking, outbox, proofs, schema, talk, votes
from store.database import Database
from store.models.outbox import OutboxState

body = TypeAdapter(Outbound)
CHANNELS = ("sms", "telegram")


class BadLine(ValueError):
    """A `!` line that can't be followed; the text says why."""


@dataclass
class Person:
    """Somebody who writes: an address, and the buttons that they see."""

    address: str
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)  # label → data, ref of the message
    last_ref: str = ""


@dataclass(frozen=True)
class Seen:
    """One message as a person sees it: its text, button labels, and on SMS its units and parts."""

    to: str
    text: str
    buttons: tuple[str, ...] = ()
    units: int = 0
    parts: int = 0

    def line(self) -> str:
        """As transcripts write it: `< [145] Hei! …|1 Anna idea`, `|` for a new line."""
        cost = f"[{self.units}] " if self.parts == 1 else f"[{self.units} = {self.parts}] " if self.parts else ""
        labels = "".join(f" [{label}]" for label in self.buttons)
        return f"< {cost}{self.text.replace(chr(10), '|')}{labels}"


class Chat:
    """Conversations of several people over one channel at a time, against a real database."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        channel: str = "sms",
        address: str = "+358401234567",
        clock: Clock | None = None,
        seed: int | None = None,
        staff: Callable[[list[str]], str] | None = None,
    ) -> None:
        self.database, self.settings, self.channel = database, settings, channel
        self.clock = clock or Clock()
        self.codes: list[str] = []
        self._chance = Random(seed)  # noqa: S311 - public codes of a replay, not secrets
        self.house = house(settings, bot=lambda: "meijan_bot", now=self.clock.now, code=self._code)
        self.house = replace(self.house, receipt=lambda: make_code(self._chance, pairs=4), digits=self._digits)
        self.house = replace(self.house, six=lambda: str(self._chance.randrange(100_000, 1_000_000)))
        self.people: dict[str, Person] = {"": Person(address)}
        self.person = self.people[""]
        self.staff = staff
        self._seq = 0
        schema.upgrade(database)
        self._epochs = {name: self._take_lease(name) for name in CHANNELS}

    def _digits(self) -> str:
        return str(self._chance.randrange(1000, 10_000))

    def _code(self) -> str:
        return self.codes.pop(0) if self.codes else make_code(self._chance)

    def _take_lease(self, channel: str) -> int:
        with self.database.write() as db:
            epoch = leases.hold(db, name=f"send:{channel}", holder=f"chat-{id(self)}")
        if epoch is None:
            raise BadLine("a running service sends from this database")
        return epoch

    # -- lines

    def line(self, line: str) -> list[Seen]:
        """Follow one line; what people see next. Raises BadLine."""
        line = line.rstrip("\n")
        if line.startswith("!"):
            return self.steer(line[1:].strip())
        said = line[2:] if line.startswith("> ") else line[1:] if line == ">" else line
        person = self.person
        named = re.match(r"\(([^)]+)\)\s?(.*)", said, re.DOTALL)
        if named and line.startswith(">"):
            person = self._named(named[1])
            said = named[2]
        return self.say(person, said.replace("\\n", "\n"))

    def _named(self, name: str) -> Person:
        if name not in self.people:
            n = len(self.people)
            address = f"+35840765{n:04}" if self.channel == "sms" else str(7100 + n)
            self.people[name] = Person(address)
        return self.people[name]

    def say(self, person: Person, text: str) -> list[Seen]:
        """A message or a tap (`[Label]`)."""
        tap = re.fullmatch(r"\[(.+)\]", text.strip())
        if tap and self.channel == "telegram":
            plain = {label.replace("\u00a0", " "): label for label in person.buttons}  # as people type a label
            tapped = plain.get(tap[1].replace("\u00a0", " "))
            if tapped is None:
                raise BadLine(f"there is no button [{tap[1]}]")
            data, ref = person.buttons[tapped]
            return self.take(person, kind=Kind.TAP, tap=data, ref=ref)
        start = re.fullmatch(r"/start(?: (\S+))?", text.strip())
        if start and self.channel == "telegram":
            return self.take(person, text="/start", start=start[1] or "")
        return self.take(person, text=text)

    def take(self, person: Person, **what: object) -> list[Seen]:
        """One inbound, its turn, and what leaves at once."""
        self._seq += 1
        ref = str(what.pop("ref", "") or f"m{self._seq}")
        inbound = Inbound(
            channel=self.channel,
            external_id=f"chat-{id(self)}-{self._seq}",
            address=person.address,
            ref=ref,
            **{"at": self.clock.now(), **what},  # type: ignore[arg-type]
        )
        if inbound.kind is Kind.MESSAGE:
            person.last_ref = ref
        with self.database.write() as db:
            taken: Taken = turn(db, inbound, self.house)
        toast = [Seen(person.address, f"({taken.toast})")] if taken.toast else []
        return [*toast, *self.deliver()]

    # -- steering

    def steer(self, line: str) -> list[Seen]:
        """A `!` line."""
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        try:
            match word:
                case "from":
                    self.person = next((p for p in self.people.values() if p.address == rest), None) or Person(rest)
                    self.people.setdefault(rest, self.person)
                case "channel":
                    self._switch(rest)
                case "at":
                    self.clock.set(rest)
                case _ if word.startswith("+"):
                    self.clock.set(line)
                case "deliver":
                    self._tick()
                case "code":
                    self.codes.extend(rest.split())
                case "meijan":
                    return [*self._command(rest), *self.deliver()]
                case _:
                    return self._act(word, rest)
        except ValueError as error:
            raise BadLine(f"! {line}: {error}") from error
        return self.deliver()

    def _switch(self, channel: str) -> None:
        if channel not in CHANNELS:
            raise BadLine(f"a channel is one of {', '.join(CHANNELS)}")
        self.channel = channel
        self.person = Person("+358401234567" if channel == "sms" else "7001")
        self.people = {"": self.person}

    def _command(self, rest: str) -> list[Seen]:
        if self.staff is None:
            raise BadLine("no staff commands here")
        output = self.staff(shlex.split(rest))
        return [Seen("staff", line) for line in output.splitlines()]

    def _act(self, word: str, rest: str) -> list[Seen]:
        """What people do besides writing."""
        person = self.person
        match word:
            case "call":
                return self.take(person, kind=Kind.CALL)
            case "answer":
                name, _, text = rest.partition(" ")
                with self.database.write() as db:
                    thread = talk.newest_thread(db)
                    if thread is None:
                        raise BadLine("nobody has written to staff")
                    answering.answer(db, self.house, thread_id=thread, by=name, text=text)
                return self.deliver()
            case "desk-code":
                election, _, code = rest.partition(" ")
                with self.database.write() as db:
                    found = votes.by_code(db, code=election)
                    if found is None:
                        raise BadLine(f"there is no election {election}")
                    proofs.add_desk_codes(db, sealer=self.house.sealer, election_id=found.id, codes=[code])
                return []
            case "late":
                return self.take(person, text=rest, late=True)
            case "found":  # `! found 2027-02-28T19:58 3 7 12`: it reached the provider then, and us now
                at, _, text = rest.partition(" ")
                sent = datetime.fromisoformat(at).replace(tzinfo=HELSINKI)
                return self.take(person, text=text, at=sent.astimezone(UTC), late=True)
            case "photo":
                return self.take(person, text=rest, media=(Media(MediaKind.PHOTO, f"photo-{self._seq}"),))
            case "voice":
                return self.take(person, media=(Media(MediaKind.VOICE, f"voice-{self._seq}"),))
            case "sticker":
                return self.take(person, other="sticker")
            case "mms":
                return self.take(person, text=rest, other="mms")
            case "place":
                latitude, longitude = (float(number) for number in rest.split(","))
                return self.take(person, place=Place(latitude, longitude))
            case "contact":
                return self.take(person, contact=Contact(rest or "+358401234567", own=True))
            case "foreign-contact":
                return self.take(person, contact=Contact(rest or "+358401234567", own=False))
            case "edit":
                return self.take(person, kind=Kind.EDIT, text=rest, ref=person.last_ref)
            case "group":
                return self.take(Person("-100123"), kind=Kind.GROUP, text=rest)
            case "block":
                return self.take(person, kind=Kind.BLOCKED)
            case "unblock":
                return self.take(person, kind=Kind.UNBLOCKED)
            case "tap":
                return self.take(person, kind=Kind.TAP, tap=rest)
        raise BadLine(f"! {word} is not known")

    # -- what leaves

    def _tick(self) -> None:
        """What is due at the clock's time happens, as it does by itself in a running service."""
        while self._remind() == reminders.BATCH:
            pass
        while self._expire():
            pass
        self._work_on_people()

    def _work_on_people(self) -> None:
        with self.database.write() as db:
            silence.mark(db, self.house)
            for job in linking.due(db, asked_before=self.clock.now() - work.PATIENCE, limit=work.BATCH):
                work.do(db, self.house, job)

    def _remind(self) -> int:
        with self.database.write() as db:
            return reminders.tick(db, self.house).found

    def _expire(self) -> int:
        with self.database.write() as db:
            return line.expire_offers(db, self.house)

    def deliver(self) -> list[Seen]:
        """Send what is due by the clock, as the sender would."""
        seen: list[Seen] = []
        for channel in CHANNELS:
            seen.extend(self._deliver(channel))
        return seen

    def _deliver(self, channel: str) -> Iterator[Seen]:
        epoch = self._epochs[channel]
        while True:
            now = self.clock.now()
            with self.database.write() as db:
                rows = outbox.claim(db, channel=channel, epoch=epoch, limit=50, now=now)
            if not rows:
                return
            for due in rows:
                with self.database.write() as db:
                    state = outbox.begin(db, due=due, channel=channel, epoch=epoch, now=now)
                    if state is not OutboxState.SENDING:
                        continue
                    outbox.finish(db, row_id=due.id, state=OutboxState.SENT, now=now, provider_id=f"chat-{due.id}")
                yield self._seen(
                    channel, due.address(self.house.sealer), body.validate_json(due.body(self.house.sealer)), due.id
                )

    def _seen(self, channel: str, address: str, outbound: Outbound, row_id: int) -> Seen:
        if channel == "sms":
            text = sms_text(outbound)
            counted = parts.count(text)
            return Seen(address, text, units=counted.units, parts=counted.parts)
        labels = tuple(choice.label for choice in outbound.choices)
        person = next((p for p in self.people.values() if p.address == address), None)
        if person is not None:
            person.buttons.update({c.label: (c.data, f"s{row_id}") for c in outbound.choices if not c.url})
        if outbound.wants_label:
            labels = (*labels, outbound.wants_label)
        return Seen(address, "\n".join([telegram_words(outbound), *_beside(outbound)]), labels)


def _beside(outbound: Outbound) -> list[str]:
    """What comes with the words: a file, a place on the map."""
    file = [f"📎 {outbound.document_name}"] if outbound.document else []
    venue = outbound.venue
    return [*file, *([f"📍 {venue.title}, {venue.address}"] if venue is not None else [])]


def shown(seen: Seen, person: Person) -> str:
    """A line of a transcript: messages to somebody else carry the address, staff output a `#`."""
    if seen.to == "staff":
        return f"# {seen.text}"
    line = seen.line()
    return line if seen.to == person.address else f"{line}  ({seen.to})"


__all__ = ["BadLine", "Chat", "Person", "Seen", "replace", "shown"]
