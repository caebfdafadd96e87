"""A city as staff see it after years: residents, ideas, talk, messages and the log, as many as wanted.

`fill` takes a migrated database of either kind and some minutes for the whole size; what it makes is always the same.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice, product
from typing import Any

from sqlalchemy import text

from bench.invented import invented
from bench.rows import put
from dialogs.words.codes import DIGITS, LETTERS
from service.channel import Outbound
from service.house import AREAS, House
from service.turn import body
from store import audit, similar
from store.database import Database
from store.models.broadcasts import Broadcast, BroadcastRecipient, BroadcastState
from store.models.consents import Consent, ConsentAsked, ConsentChange, Topic
from store.models.events import Event, EventState, Signup
from store.models.feedback import Feedback
from store.models.ideas import PUBLIC, Idea, IdeaChange, IdeaIndex, IdeaState, IdeaSupport, IdeaTerm, Media, MediaState
from store.models.outbox import CallList, Outbox, OutboxState, Purpose
from store.models.people import Address, Resident
from store.models.staff import AuditEntry, CannedAnswer, Passkey, Role, StaffMember
from store.models.talk import Call, CallState, Thread, ThreadMessage, ThreadNote, Unread

BASE = 1 << 32  # keys of ours; the service's own are larger
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
ADMIN = "Virkailija 0"
DAY = timedelta(days=1)
WORDED = body.dump_json(Outbound("Kiitos! Ideasi on tallessa. Luemme idean viimeistään tiistaina 8.12.")).decode()
WRITTEN = "Hei! Kuka vastaa katuvaloista meidän tiellä? Siellä on pimeää. T. Aino Virtanen"
LANGUAGES = ("fi", "fi", "fi", "fi", "fi", "fi", "fi", "fi", "sv", "en")
STATES = (
    (IdeaState.ASSESSED, 38),
    (IdeaState.REJECTED, 20),
    (IdeaState.READY, 10),
    (IdeaState.RECEIVED, 8),
    (IdeaState.CANDIDATE, 6),
    (IdeaState.UNSURE, 5),
    (IdeaState.MERGED, 4),
    (IdeaState.UNFINISHED, 3),
    (IdeaState.CHOSEN, 2),
    (IdeaState.MOVED, 2),
    (IdeaState.WITHDRAWN, 2),
)
OVER = (BroadcastState.DONE, BroadcastState.CANCELLED)
SENT = (
    (OutboxState.DELIVERED, 880),
    (OutboxState.SENT, 60),
    (OutboxState.SUPPRESSED, 25),
    (OutboxState.FAILED, 20),
    (OutboxState.EXPIRED, 10),
    (OutboxState.QUEUED, 4),
    (OutboxState.UNKNOWN, 1),
)


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    residents: int = 100_000
    ideas: int = 50_000
    outbox: int = 1_000_000
    threads: int = 20_000
    events: int = 2_000
    broadcasts: int = 100
    log: int = 100_000
    staff: int = 60

    @classmethod
    def of(cls, n: int) -> Size:
        """A small one: `n` of everything, but people enough for it."""
        return cls(n + 5, n, 2 * n, n, n, n, n, n)


def fill(database: Database, house: House, size: Size | None = None) -> None:
    """Everything, in one transaction; statistics afterwards, as a server in use has them."""
    size = size or Size()
    city = _City(house, size, random.Random(1))
    with database.write() as db:
        for model, rows in city.tables():
            put(db, model, rows)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("ANALYZE" if database.sqlite else "VACUUM ANALYZE"))


def code(n: int) -> str:
    """The public code of an idea: of two pairs, and of three once these are used up."""
    pairs = [f"{letter}{digit}" for letter, digit in product(LETTERS, DIGITS)]
    two = pairs[n // len(pairs) % len(pairs)] + pairs[n % len(pairs)]
    return two if n < len(pairs) ** 2 else pairs[n // len(pairs) ** 2 - 1] + two


def drawn(of: tuple[tuple[Any, int], ...], n: int) -> Any:
    """Always the same for `n`, in these proportions, spread over all `n`."""
    left = n * 7919 % sum(share for _, share in of)
    for value, share in of:
        if left < share:
            return value
        left -= share
    raise AssertionError(n)


class _City:
    def __init__(self, house: House, size: Size, chance: random.Random) -> None:
        self.house, self.size, self.chance = house, size, chance
        self.texts: dict[int, str] = {}

    def tables(self) -> Iterator[tuple[Any, Iterator[dict[str, Any]]]]:
        yield StaffMember, self.staff()
        yield Passkey, self.passkeys()
        yield CannedAnswer, self.canned()
        yield Resident, ({"id": BASE + n, "created_at": NOW - 400 * DAY} for n in range(self.size.residents))
        yield Address, self.addresses()
        yield Consent, self.consents()
        yield ConsentChange, self.consent_changes()
        yield ConsentAsked, ({"resident_id": BASE + n, "at": NOW - 90 * DAY} for n in range(self.size.residents))
        yield Idea, self.ideas()
        yield IdeaChange, self.idea_changes()
        yield IdeaSupport, self.supports()
        yield IdeaIndex, self.index()
        yield IdeaTerm, self.terms()
        yield Media, self.media()
        yield Thread, self.threads()
        yield ThreadMessage, self.thread_messages()
        yield ThreadNote, self.thread_notes()
        yield Call, self.calls()
        yield Feedback, self.feedback()
        yield Unread, self.unread()
        yield Outbox, self.outbox()
        yield CallList, self.call_list()
        yield Event, self.events()
        yield Signup, self.signups()
        yield Broadcast, self.broadcasts()
        yield BroadcastRecipient, self.recipients()
        yield AuditEntry, self.log()

    def sealed(self, words: str, where: str, row: int) -> bytes:
        return self.house.sealer.seal(words, where, row)

    def whose(self, n: int) -> int:
        """A resident for the nth of something."""
        return n * 104_729 % self.size.residents

    def staff(self) -> Iterator[dict[str, Any]]:
        for n in range(self.size.staff):
            roles = Role.MODERATOR if n else Role.ADMIN
            yield {"id": BASE + n, "name": f"Virkailija {n}", "roles": roles, "created_at": NOW, "by": "bench"}

    def passkeys(self) -> Iterator[dict[str, Any]]:
        key = {"id": BASE, "staff_id": BASE, "credential": b"1", "public_key": b"2", "name": "Puhelin"}
        yield {**key, "created_at": NOW}

    def canned(self) -> Iterator[dict[str, Any]]:
        for n in range(min(self.size.staff, 20)):
            words = json.dumps({"fi": "Kiitos viestistä! Kysymme asiasta.", "sv": "Tack!", "en": "Thank you!"})
            yield {"id": BASE + n, "title": f"Vastaus {n}", "words": words, "by": "bench", "changed_at": NOW}

    def addresses(self) -> Iterator[dict[str, Any]]:
        for n in range(self.size.residents):
            channel = "telegram" if n % 5 < 2 else "sms"
            value = str(70_000_000 + n) if channel == "telegram" else f"+35840{n:07}"
            yield {
                "id": BASE + n,
                "resident_id": BASE + n,
                "channel": channel,
                "blind": self.house.sealer.blind("address", channel, value),
                "sealed": self.sealed(value, "address.sealed", BASE + n),
                "reach": "stopped" if n % 37 == 5 else "open",
                "language": LANGUAGES[n % 10],
                "created_at": NOW - 400 * DAY,
                "heard_at": NOW - timedelta(minutes=n % 500_000),
            }

    def consents(self) -> Iterator[dict[str, Any]]:
        for n in range(self.size.residents):
            for topic in Topic:
                yield {"resident_id": BASE + n, "topic": topic, "granted": n % 4 != 3, "since": NOW - 90 * DAY}

    def consent_changes(self) -> Iterator[dict[str, Any]]:
        for row in self.consents():
            n = row["resident_id"] - BASE
            more = {"id": BASE + 3 * n + list(Topic).index(row["topic"]), "at": row.pop("since")}
            yield {**row, **more, "channel": "sms", "wording": "2026-11"}

    def ideas(self) -> Iterator[dict[str, Any]]:
        for n, said in enumerate(islice(invented(), self.size.ideas)):
            key, state = BASE + n, drawn(STATES, n)
            at = NOW - timedelta(minutes=10 * (self.size.ideas - n))
            public = state in (*PUBLIC, IdeaState.MERGED)
            if state in PUBLIC:
                self.texts[key] = said
            yield {
                "id": key,
                "code": code(n),
                "resident_id": BASE + self.whose(n),
                "address_id": BASE + self.whose(n),
                "channel": "sms",
                "language": LANGUAGES[n % 10],
                "state": state,
                "sealed_text": self.sealed(said, "idea.sealed_text", key),
                "area": AREAS[n % len(AREAS)],
                "association": "Kyläyhdistys" if n % 40 == 0 else "",
                "public_text": said if public else "",
                "created_at": at,
                "given_at": at if state is not IdeaState.UNSURE else None,
                "read_by": (at + 14 * DAY).date(),
                "answer_by": (at + 60 * DAY).date() if state in PUBLIC and n % 3 else None,
                "merged_into": BASE + n // 2 if state is IdeaState.MERGED else None,
                "moved_to": "Väylävirasto" if state is IdeaState.MOVED else "",
                "published_at": at + DAY if public else None,
                "reason": "Kohde ei ole kaupungin maata." if state is IdeaState.REJECTED else "",
            }

    def idea_changes(self) -> Iterator[dict[str, Any]]:
        for n in range(2 * self.size.ideas):
            state = drawn(STATES, n // 2) if n % 2 else IdeaState.RECEIVED
            yield {"id": BASE + n, "idea_id": BASE + n // 2, "state": state, "by": "Virkailija 1", "at": NOW - 9 * DAY}

    def supports(self) -> Iterator[dict[str, Any]]:
        """The nth of the public ideas has some more than the one before it, up to forty."""
        for n, key in enumerate(self.texts):
            for one in range(min(n % 41, self.size.residents)):
                resident = BASE + (self.whose(n) + one) % self.size.residents
                yield {"idea_id": key, "resident_id": resident, "at": NOW - 3 * DAY}

    def index(self) -> Iterator[dict[str, Any]]:
        for key, said in self.texts.items():
            keys = self.house.terms.keys(said)
            lemmas = " ".join(keys.lemmas) if keys.lemmatised else None
            yield {"idea_id": key, "beginnings": " ".join(keys.beginnings), "lemmas": lemmas}

    def terms(self) -> Iterator[dict[str, Any]]:
        for key, said in self.texts.items():
            keys = self.house.terms.keys(said)
            for kind in (keys.beginnings, keys.lemmas):
                yield from ({"term": t, "idea_id": key, "weight": len(kind) ** -similar.LENGTH} for t in kind)

    def media(self) -> Iterator[dict[str, Any]]:
        """A picture of every tenth idea."""
        for n in range(0, self.size.ideas, 10):
            yield {
                "id": BASE + n,
                "idea_id": BASE + n,
                "channel": "telegram",
                "kind": "photo",
                "state": MediaState.KEPT,
                "sealed_ref": self.sealed("x", "media.sealed_ref", BASE + n),
                "sealed": self.sealed("JPEG" * 500, "media.sealed", BASE + n),
                "mime": "image/jpeg",
                "due_at": NOW,
            }

    def feedback(self) -> Iterator[dict[str, Any]]:
        for n in range(self.size.threads // 100):
            at = NOW - timedelta(hours=n)
            sealed = self.sealed("Painike on liian pieni.", "feedback.sealed", BASE + n)
            yield {"id": BASE + n, "sealed": sealed, "at": at, "answer_by": (at + 14 * DAY).date()}

    def threads(self) -> Iterator[dict[str, Any]]:
        """One in ten is open; of these every second waits for us."""
        for n in range(self.size.threads):
            opened = NOW - timedelta(minutes=17 * (self.size.threads - n))
            waits = n % 20 == 0
            yield {
                "id": BASE + n,
                "resident_id": BASE + self.whose(n),
                "address_id": BASE + self.whose(n),
                "opened_at": opened,
                "answer_by": (opened + 2 * DAY).date() if waits else None,
                "heard_at": opened,
                "staff_at": None if waits else opened + timedelta(hours=2),
                "assigned_to": BASE + n % self.size.staff if n % 3 else None,
                "distress": n % 400 == 0,
                "closed_at": None if n % 10 == 0 else opened + DAY,
            }

    def thread_messages(self) -> Iterator[dict[str, Any]]:
        for n in range(3 * self.size.threads):
            at = NOW - timedelta(minutes=17 * (self.size.threads - n // 3) - n % 3)
            sealed = self.sealed(WRITTEN, "thread_message.sealed", BASE + n)
            by = "Virkailija 1" if n % 3 == 1 else ""
            yield {"id": BASE + n, "thread_id": BASE + n // 3, "by": by, "sealed": sealed, "at": at}

    def thread_notes(self) -> Iterator[dict[str, Any]]:
        for n in range(self.size.threads // 5):
            sealed = self.sealed("Soitettu kadunpitoon.", "thread_note.sealed", BASE + n)
            yield {"id": BASE + n, "thread_id": BASE + 5 * n, "by": "Virkailija 2", "sealed": sealed, "at": NOW}

    def calls(self) -> Iterator[dict[str, Any]]:
        for n in range(self.size.threads // 4):
            waits = n % 20 == 0
            yield {
                "id": BASE + n,
                "resident_id": BASE + self.whose(n),
                "address_id": BASE + self.whose(n),
                "state": CallState.WAITING if waits else CallState.DONE,
                "day": NOW.date() + timedelta(days=n % 5 - 2),
                "since": time(9),
                "until": time(15),
                "sealed_topic": self.sealed("katuvalot", "call.sealed_topic", BASE + n),
                "outcome": "" if waits else "vastasi",
                "asked_at": NOW - 3 * DAY,
                "ended_at": None if waits else NOW - 2 * DAY,
            }

    def unread(self) -> Iterator[dict[str, Any]]:
        for n in range(self.size.threads // 20):
            sealed = self.sealed("blä", "unread.sealed", BASE + n)
            yield {"id": BASE + n, "address_id": BASE + self.whose(n), "why": "misses", "sealed": sealed, "at": NOW}

    def outbox(self) -> Iterator[dict[str, Any]]:
        for n in range(self.size.outbox):
            at = NOW - timedelta(seconds=30 * (self.size.outbox - n))
            state = drawn(SENT, n)
            waits = state is OutboxState.QUEUED
            yield {
                "id": BASE + n,
                "ref": f"{n:016x}",
                "channel": "telegram" if n % 5 < 2 else "sms",
                "address_id": BASE + n % self.size.residents,
                "broadcast_id": BASE if n < self.of_broadcasts() else None,
                "purpose": Purpose.BROADCAST if n < self.of_broadcasts() else Purpose.REPLY,
                "priority": int(n < self.of_broadcasts()),
                "state": state,
                "sealed": self.sealed(WORDED, "outbox.sealed", BASE + n),
                "created_at": at,
                "due_at": NOW + 400 * DAY if waits else at,
                "expires_at": NOW + 500 * DAY if waits else at + DAY,
                "changed_at": at,
                "tries": 0 if waits else 1,
                "provider_id": None if waits else f"SM{n:032x}",
                "parts": 0 if waits else 1,
                "error": "30003" if state is OutboxState.FAILED else "",
            }

    def call_list(self) -> Iterator[dict[str, Any]]:
        """Of what failed; one in twenty waits."""
        for n in range(self.size.outbox):
            if drawn(SENT, n) is OutboxState.FAILED:
                done = n % 20 != 0
                yield {
                    "outbox_id": BASE + n,
                    "address_id": BASE + n % self.size.residents,
                    "why": "30003",
                    "at": NOW - 5 * DAY,
                    "done_at": NOW - DAY if done else None,
                    "outcome": "soitettu" if done else "",
                }

    def events(self) -> Iterator[dict[str, Any]]:
        for n in range(self.size.events):
            starts = NOW + timedelta(hours=12 * (n - self.size.events // 2))
            words = {"title": {"fi": f"Tapahtuma {n + 1}"}, "place": {"fi": "pääkirjasto"}}
            yield {
                "id": BASE + n,
                "number": n + 1,
                "state": EventState.PUBLISHED,
                "words": json.dumps(words),
                "area": AREAS[n % len(AREAS)],
                "starts_at": starts,
                "ends_at": starts + timedelta(hours=2),
                "takes_signups": True,
                "created_at": NOW,
                "changed_at": NOW,
                "published_at": NOW,
            }

    def signups(self) -> Iterator[dict[str, Any]]:
        """Fifty to an event."""
        for n in range(self.size.events):
            for one in range(min(50, self.size.residents)):
                whose = BASE + (self.whose(n) + one) % self.size.residents
                ids = {"id": BASE + 50 * n + one, "event_id": BASE + n, "resident_id": whose, "address_id": whose}
                yield {**ids, "seats": 1, "created_at": NOW, "changed_at": NOW}

    def of_broadcasts(self) -> int:
        """How many rows of the outbox are broadcasts': one of every resident, nine tenths of it made."""
        return min(self.size.residents * 9 // 10, self.size.outbox)

    def broadcasts(self) -> Iterator[dict[str, Any]]:
        """The first is being sent to everybody; the others are small, one of each other state and then what is over."""
        live = [BroadcastState.SENDING, *(s for s in BroadcastState if s not in (BroadcastState.SENDING, *OVER))]
        for n in range(self.size.broadcasts):
            at = NOW - timedelta(hours=self.size.broadcasts - n)
            state = live[n] if n < len(live) else OVER[n % 2]
            frozen = {"approved_at": at, "approved_by": "Virkailija 2", "started_at": at, "frozen_hash": "0" * 64}
            yield {
                "id": BASE + n,
                "number": n + 1,
                "name": f"Lähetys {n + 1}",
                "state": state,
                "topic": Topic.EVENTS,
                "audience": json.dumps({"topic": "events"}),
                "words": json.dumps({"fi": "Hei! Tervetuloa torille lauantaina kello 12."}),
                "moment": json.dumps({"kind": "at", "at": at.isoformat()}),
                "due_at": at,
                "expires_at": at + DAY,
                "created_at": at,
                "changed_at": at,
                "by": "Virkailija 1",
                "asked_at": at,
                "asked_by": "Virkailija 1",
                **(frozen if state not in (BroadcastState.DRAFT, BroadcastState.ASKED) else {}),
            }

    def recipients(self) -> Iterator[dict[str, Any]]:
        made = self.of_broadcasts()
        for n in range(self.size.residents):
            yield self._recipient(0, n, BASE + n if n < made else None)
        for broadcast in range(1, self.size.broadcasts):
            for n in range(min(200, self.size.residents)):
                yield self._recipient(broadcast, n, None, "cancelled")

    def _recipient(self, broadcast: int, n: int, outbox_id: int | None, dropped: str = "") -> dict[str, Any]:
        return {
            "broadcast_id": BASE + broadcast,
            "address_id": BASE + n,
            "resident_id": BASE + n,
            "channel": "telegram" if n % 5 < 2 else "sms",
            "language": LANGUAGES[n % 10],
            "outbox_id": outbox_id,
            "dropped": dropped,
            "tries": int(outbox_id is not None),
        }

    def log(self) -> Iterator[dict[str, Any]]:
        before = b"\0" * 32
        for number in range(1, self.size.log + 1):
            at = NOW - timedelta(minutes=self.size.log - number)
            who, what, on_what = f"Virkailija {number % 60}", "idea.publish", f"idea {code(number % 10_000)}"
            digest = audit._hash(before, number, at, who, what, on_what, "")
            whole = {"number": number, "at": at, "who": who, "what": what, "on_what": on_what}
            yield {**whole, "before": before, "hash": digest}
            before = digest


__all__ = ["ADMIN", "BASE", "NOW", "STATES", "Size", "code", "drawn", "fill"]
