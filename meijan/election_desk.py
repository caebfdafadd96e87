"""The election's desk: what staff do to elections by command. Each function returns lines in Finnish.
Ballots that come by other ways: meijan/ballot_desk.py.

Nobody sees a running total, staff included: before the count there is turnout only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from meijan.desk import Desk
from meijan.election_lines import STATES, WAYS, at, count_lines, named
from service.calendar import HELSINKI
from service.elections import counting, deciding, exporting, from_ideas, opening
from service.elections.files import Draft, IdeaFacts, read_file
from service.elections.plan import Plan, read
from service.elections.result import read_decision, read_result
from service.notices import Refused
from service.yaml_file import Unreadable
from sms.parts import count as count_parts
from store import election_work, ideas, proofs, votes
from store.models.ideas import PUBLIC
from store.models.votes import ElectionState
from store.votes import HOLD, ElectionRow, Wrong

Outcome = TypeVar("Outcome")


def locked(
    desk: Desk, code: str, what: str, job: Callable[[Connection, ElectionRow], Outcome], *, by: str = ""
) -> Outcome:
    """Do `what` to an election in a write transaction, with an entry in the audit log.

    Raises Refused where there is none such.
    """
    try:
        with desk.database.write() as db:
            done = job(db, votes.lock(db, code=code))
            desk.note(db, f"election.{what}", f"äänestys {code}", by=by)
            return done
    except Wrong as error:
        raise none_such(code) from error


def none_such(code: str) -> Refused:
    """Why nothing was done: no election has the code."""
    return Refused(f"Äänestystä {code} ei ole. Luettele: meijan election list")


# -- the plan


def create(desk: Desk, path: Path) -> list[str]:
    """A draft from a file, or its new version; what it lacks before it may open."""
    with desk.database.read() as db:
        try:
            draft = read_file(path, lambda code: _facts(desk, db, code))
        except Unreadable as error:
            raise Refused("\n".join(error.lines)) from error
    plan = draft.plan
    with desk.database.write() as db:
        row = votes.by_code(db, code=plan.code)
        made = "on muutettu" if row is not None else "on tallessa"
        _keep(desk, db, row, draft)
        desk.note(db, "election.draft", f"äänestys {plan.code}")
    return [f"Luonnos {plan.code} {made}: {plan.title.fi}, {len(plan.targets)} kohdetta.", *_look(desk, plan)]


def _facts(desk: Desk, db: Connection, code: str) -> IdeaFacts | None:
    row = ideas.by_code(db, sealer=desk.house.sealer, code=code)
    if row is None or row.state not in PUBLIC:
        return None
    return IdeaFacts(row.public_text, row.area)


def _keep(desk: Desk, db: Connection, row: ElectionRow | None, draft: Draft) -> None:
    plan = draft.plan
    if row is None:
        election_id = votes.create(
            db,
            code=plan.code,
            kind=plan.kind,
            plan=plan.as_json(),
            opens_at=plan.opens,
            closes_at=plan.closes,
            now=desk.house.now(),
        )
    else:
        election_id = row.id
        try:
            votes.replan(
                db,
                election_id=row.id,
                kind=plan.kind,
                plan=plan.as_json(),
                opens_at=plan.opens,
                closes_at=plan.closes,
            )
        except Wrong as error:
            raise Refused(f"Äänestystä {plan.code} ei voi enää muuttaa: se on {STATES[row.state]}.") from error
    election_work.keep_pictures(db, election_id=election_id, pictures=draft.pictures)


def _look(desk: Desk, plan: Plan) -> list[str]:
    found = opening.look(plan, desk.house, count=count_parts, now=desk.house.now())
    lines = [f"Korjaa: {fault}" for fault in found.faults] + [f"Huomaa: {warning}" for warning in found.warnings]
    return [*lines, "Voit avata: meijan election open " + plan.code] if not found.faults else lines


def ideas_file(desk: Desk, path: Path) -> list[str]:
    """A file with a target for each idea that is assessed or a candidate, for a person to complete."""
    if path.exists():
        raise Refused(f"Tiedosto {path.name} on jo olemassa.")
    with desk.database.read() as db:
        found = ideas.listed(db, sealer=desk.house.sealer, states=from_ideas.STATES)
    if not found:
        raise Refused("Hyväksyttyjä ideoita ei ole.")
    path.write_text(from_ideas.file(found, today=desk.house.now().astimezone(HELSINKI).date()), encoding="utf-8")
    return [
        f"Tiedostossa {path.name} on {len(found)} ideaa. Täydennä se ja tallenna: meijan election create {path.name}"
    ]


def open_election(desk: Desk, code: str) -> list[str]:
    """A draft opens."""

    def job(db: Connection, row: ElectionRow) -> list[str]:
        found = opening.open_now(db, desk.house, row=row, count=count_parts)
        opened = votes.lock(db, code=code)
        return [
            f"Äänestys {code} on auki. Se sulkeutuu {at(row.closes_at)}.",
            f"Asetukset on lukittu. Tiiviste: {opened.plan_hash}",
            *(f"Huomaa: {warning}" for warning in found.warnings),
        ]

    return locked(desk, code, "open", job)


def close(desk: Desk, code: str) -> list[str]:
    """An open election closes now."""

    def job(db: Connection, row: ElectionRow) -> list[str]:
        if row.state is not ElectionState.OPEN:
            raise Refused(f"Äänestys {code} ei ole auki: se on {STATES[row.state]}.")
        closed = votes.close(db, code=code, now=desk.house.now())
        return [
            f"Äänestys {code} on suljettu {at(closed.closes_at)}.",
            f"Laske aikaisintaan {at(closed.closes_at + HOLD)}: meijan election count {code}",
        ]

    return locked(desk, code, "close", job)


# -- looking


def listed(desk: Desk) -> list[str]:
    """One line an election."""
    with desk.database.read() as db:
        rows = votes.listed(db)
    return [
        f"{row.code} [{STATES[row.state]}] {read(row.plan).title.fi}, {at(row.opens_at)} - {at(row.closes_at)}"
        for row in rows
    ] or ["Ei äänestyksiä."]


def show(desk: Desk, code: str) -> list[str]:
    """An election: turnout, never a running total; count and decision once there are any."""
    with desk.database.read() as db:
        row = votes.by_code(db, code=code)
        if row is None:
            raise none_such(code)
        turnout = votes.turnout(db, election_id=row.id)
        entered = election_work.batches(db, sealer=desk.house.sealer, election_id=row.id)
        made, used = election_work.desk_codes(db, election_id=row.id)
        held = proofs.waiting_checks(db, election_id=row.id)
    plan = read(row.plan)
    lines = [
        f"{row.code} [{STATES[row.state]}] {plan.title.fi}",
        f"Auki {at(row.opens_at)} - {at(row.closes_at)}",
    ]
    if row.state is ElectionState.DRAFT:
        return [*lines, *_look(desk, plan)]
    lines.append(f"Äänestäneitä: {sum(turnout.values())}")
    for way, name in WAYS.items():
        n = sum(found for (of, _identified, _helped), found in turnout.items() if of == way)
        lines += [f"  {name} {n}"] if n else []
    lines += [f"Vahvistusta odottaa: {held}"] if held else []
    lines += [f"Kertakoodeja: {made}, käytetty {used}"] if made else []
    for batch in entered:
        by = f"tarkisti {batch.checked_by}" if batch.checked_by else "odottaa toista ihmistä"
        lines.append(f"Erä {batch.id} ({WAYS[batch.way]}): {batch.n} lippua, syötti {batch.entered_by}, {by}")
    result, decision = read_result(row.result), read_decision(row.decision)
    lines += count_lines(plan, result) if result is not None else []
    if decision is not None:
        lines.append(f"Päätös {decision.date:%-d.%-m.%Y} {decision.section}: {named(plan, decision.chosen)}")
    return lines


# -- from closing to publishing


def count(desk: Desk, code: str, *, at_once: bool, also: Sequence[Path]) -> list[str]:
    """Count, and cut the ballots loose from the voters."""
    missing = [str(path) for path in also if not path.exists()]
    if missing:
        raise Refused(f"Polkua ei ole: {', '.join(missing)}")
    try:
        result = counting.count(desk.database, desk.house, code=code, at_once=at_once, also=also)
    except Wrong as error:
        raise none_such(code) from error
    with desk.database.write() as db:
        row = votes.by_code(db, code=code)
        desk.note(db, "election.count", f"äänestys {code}")
    assert row is not None
    early = ["Laskettu heti: ajoissa lähetetty viesti, joka tulee vielä, ei ole mukana."] if at_once else []
    return [
        f"Äänestys {code} on laskettu. Kukaan ei voi enää yhdistää ääntä ihmiseen.",
        *early,
        *count_lines(read(row.plan), result),
        f"Kirjaa päätös: meijan election decide {code}",
    ]


def decide(
    desk: Desk,
    code: str,
    *,
    chosen: str,
    on: date,
    section: str,
    reasons: Sequence[str],
) -> list[str]:
    """Record the board's decision. `chosen` are numbers, "3 7 12", or empty: as counted."""

    def job(db: Connection, row: ElectionRow) -> list[str]:
        result = read_result(row.result)
        numbers = _numbers(chosen) if chosen or result is None else result.winners
        made = deciding.decide(
            db,
            desk.house,
            code=code,
            chosen=numbers,
            on=on,
            section=section,
            reasons=dict(_reason(text) for text in reasons),
            by=desk.by,
        )
        return [
            f"Päätös on kirjattu: {named(read(row.plan), made.chosen)}",
            f"Julkaise: meijan election publish {code}",
        ]

    return locked(desk, code, "decide", job)


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(number) for number in text.replace(",", " ").split())
    except ValueError as error:
        raise Refused(f'Kohteet ovat numeroita, esimerkiksi "3 7 12", ei {text}.') from error


def _reason(text: str) -> tuple[int, str]:
    number, equals, reason = text.partition("=")
    if not (equals and number.strip().isdecimal() and reason.strip()):
        raise Refused(f'Syy kirjoitetaan näin: --reason "3=Alueella ei ole muita kohteita", ei {text}.')
    return int(number), reason


def publish(desk: Desk, code: str) -> list[str]:
    """The result page opens to everyone."""

    def job(db: Connection, _row: ElectionRow) -> list[str]:
        deciding.publish(db, desk.house, code=code)
        return [f"Tulos on julkaistu: /tulokset/{code}"]

    return locked(desk, code, "publish", job)


def export(desk: Desk, code: str, folder: Path) -> list[str]:
    """Write the files of a counted election."""
    with desk.database.read() as db:
        files = exporting.export(db, code=code)
    exporting.write(folder, files)
    return [f"Kansiossa {folder.name}: {', '.join(files)}"]
