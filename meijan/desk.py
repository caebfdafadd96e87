"""The desk: what staff do by command. Each function returns lines in Finnish; the command line prints them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from service.calendar import HELSINKI
from service.house import House
from service.idea_names import BY_NAME, STATES
from service.ideas import moving
from service.notices import Refused
from service.staffing import queue
from service.staffing.queue import Item, Kind
from sms.parts import count
from store import audit, ideas, similar
from store.database import Database
from store.ideas import IdeaRow
from store.models.ideas import IdeaState

Result = TypeVar("Result")

SETTABLE = (IdeaState.ASSESSED, IdeaState.CANDIDATE, IdeaState.CHOSEN, IdeaState.READY)
BATCH = 200  # ideas indexed in one transaction


@dataclass
class Desk:
    """A database and a house, for one staff member."""

    database: Database
    house: House
    by: str = "komentorivi"

    def _write(self, job: Callable[[Connection], Result]) -> Result:
        with self.database.write() as db:
            return job(db)

    def note(self, db: Connection, what: str, on_what: str, *, why: str = "", by: str = "") -> None:
        """Write into the audit log, within the transaction of what was done."""
        audit.note(db, who=by or self.by, what=what, on_what=on_what, why=why, now=self.house.now())

    # -- ideas

    def idea_list(self, state: str = "") -> list[str]:
        """One line an idea, those that wait first."""
        states = (_state(state),) if state else tuple(s for s in IdeaState if s is not IdeaState.WITHDRAWN)
        with self.database.read() as db:
            rows = ideas.listed(db, sealer=self.house.sealer, states=states)
        return [_idea_line(row) for row in rows] or ["Ei ideoita."]

    def idea_show(self, code: str) -> list[str]:
        """An idea whole; from now on its giver can't change its words."""

        def job(db: Connection) -> list[str]:
            row = self._idea(db, code)
            ideas.open_for_reading(db, code=row.code, now=self.house.now())
            history = ideas.history(db, idea_id=row.id)
            media = ideas.media_count(db, idea_id=row.id)
            number, _ = ideas.supports(db, idea_id=row.id, resident_id=0)
            lines = [_idea_line(row), f"Teksti: {row.text or '(ei tekstiä)'}"]
            lines += [f"Paikka: {row.place}"] if row.place else []
            lines += [f"Alue: {row.area}"] if row.area else []
            lines += [f"Yhdistys: {row.association}"] if row.association else []
            lines += [f"Liitteet: {media.get('photo', 0)} kuvaa, {media.get('voice', 0)} ääniviestiä"] if media else []
            lines += [f"Julkaistu teksti: {row.public_text}"] if row.public_text else []
            lines += [f"Kannattajia: {number}"] if row.public_text else []
            lines += [f"Luettava viimeistään: {row.read_by:%-d.%-m.%Y}"] if row.read_by else []
            lines += [
                f"Samanlainen: {one.code} [{STATES[one.state]}] {_short(one.public_text)}"
                for one in self._similar(db, row)
            ]
            for at, state, by, reason in history:
                who = by or "antaja"
                lines.append(
                    f"{at.astimezone(HELSINKI):%-d.%-m.%Y %H.%M} {STATES[IdeaState(state)]} ({who}) {reason}".rstrip()
                )
            return lines

        return self._write(job)

    def idea_accept(self, code: str, public_text: str = "") -> list[str]:
        """Publish an idea, with an edited text or its own words."""

        def job(db: Connection) -> list[str]:
            row = self._idea(db, code)
            text = public_text or row.public_text or row.text
            return [self._move(db, row.code, IdeaState.ASSESSED, public_text=text)]

        return self._write(job)

    def idea_reject(self, code: str, reason: str) -> list[str]:
        """An idea is not carried out; the giver hears why."""
        return self._write(lambda db: [self._move(db, self._idea(db, code).code, IdeaState.REJECTED, reason=reason)])

    def idea_state(self, code: str, state: str) -> list[str]:
        """Move an idea on its way."""
        to = _state(state)
        if to not in SETTABLE:
            names = ", ".join(STATES[s] for s in SETTABLE)
            raise Refused(f"Tila on jokin näistä: {names}. Hylkää komennolla idea reject.")
        return self._write(lambda db: [self._move(db, self._idea(db, code).code, to)])

    def idea_reindex(self) -> list[str]:
        """Index all published texts anew, in batches beside the running service."""
        done, after = 0, 0

        def batch(db: Connection) -> list[int]:
            texts = ideas.public_texts(db, after=after, limit=BATCH)
            for idea_id, text in texts:
                similar.put(db, idea_id=idea_id, keys=self.house.terms.keys(text))
            return [idea_id for idea_id, _text in texts]

        while ids := self._write(batch):
            done, after = done + len(ids), ids[-1]
        how = "perusmuodot ja sanojen alut" if self.house.terms.lemmas is not None else "vain sanojen alut (ei Voikkoa)"
        return [f"Hakemistossa on nyt {done} julkaistua ideaa: {how}."]

    def _similar(self, db: Connection, row: IdeaRow) -> list[IdeaRow]:
        """The published ideas most like this one, by its public text if it has one."""
        found = similar.find(db, keys=self.house.terms.keys(row.public_text or row.text), but=row.id)
        rows = (ideas.by_code(db, sealer=self.house.sealer, code=one.code) for one in found)
        return [one for one in rows if one is not None]

    def _idea(self, db: Connection, code: str) -> IdeaRow:
        row = ideas.by_code(db, sealer=self.house.sealer, code=code.strip().upper())
        if row is None:
            raise Refused(f"Ideaa {code} ei löydy.")
        return row

    def _move(
        self, db: Connection, code: str, state: IdeaState, *, reason: str = "", public_text: str | None = None
    ) -> str:
        moved = moving.move(db, self.house, code=code, state=state, by=self.by, reason=reason, public_text=public_text)
        return done(moved)

    # -- what waits

    def inbox(self) -> list[str]:
        """What waits for a person: distress first, then what is late, then the oldest."""
        with self.database.read() as db:
            found = queue.items(db, self.house, count=count)
            lines = [self._waiting(db, item) for item in found]
        return lines or ["Mikään ei odota."]

    def _waiting(self, db: Connection, item: Item) -> str:
        match item.kind:
            case Kind.MESSAGE:
                by = f"vastaa {item.by:%-d.%-m.} mennessä" if item.by else "vastaa"
                return f"viesti {item.key} ({'HÄTÄ, ' if item.urgent else ''}{by}): {_short(item.text)}"
            case Kind.CALL:
                hours = " kello {:%-H.%M}-{:%-H.%M}".format(*item.hours) if item.hours else ""
                what = _short(item.text) or "aihetta ei kerrottu"
                return f"soitto {item.key} ({item.by:%-d.%-m.}{hours}): {what}"
            case Kind.IDEA:
                row = self._idea(db, item.key)
                beside = ", ".join(one.code for one in self._similar(db, row))
                return f"idea {_idea_line(row)}" + (f" (samanlaisia: {beside})" if beside else "")
            case Kind.UNREAD:
                return f"lukematta {item.key} ({item.state}): {_short(item.text)}"
            case Kind.CALL_LIST:
                return f"soittolista {item.key} ({item.state}): katso meijan outbox call-list"
            case Kind.FEEDBACK:
                return f"palaute {item.key} (vastaa {item.by:%-d.%-m.} mennessä): {_short(item.text)}"
            case Kind.BROADCAST:
                return f"lähetys {item.key} odottaa hyväksyjää: {_short(item.text)}"
            case Kind.DELIVERY:
                return f"epävarma viesti {item.key}: katso meijan outbox unknown"
            case Kind.ELECTION:
                return item.text


def done(moved: moving.Moved) -> str:
    """What a change of an idea did."""
    who = "Antajalle lähtee viesti." if moved.told == 1 else f"Viesti lähtee {moved.told} ihmiselle."
    return f"{moved.code}: {STATES[moved.state]}. " + (who if moved.told else "Antajalle ei lähde viestiä.")


def _state(name: str) -> IdeaState:
    state = BY_NAME.get(name.strip().lower())
    if state is None:
        raise Refused(f"Tilaa {name} ei ole. Tilat: {', '.join(STATES.values())}.")
    return state


def _idea_line(row: IdeaRow) -> str:
    by = ""
    if row.state is IdeaState.RECEIVED and row.read_by:
        by = f", luettava {row.read_by:%-d.%-m.} mennessä"
    elif row.answer_by:
        by = f", vastaus luvattu {row.answer_by:%-d.%-m.}"
    return f"{row.code} [{STATES[row.state]}{by}] {_short(row.text) or '(ei tekstiä)'}"


def _short(text: str, most: int = 70) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 2] + ".."
