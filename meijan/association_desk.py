"""The associations' desk: what staff do to associations by command. Each function returns lines in Finnish."""

from __future__ import annotations

from sqlalchemy import Connection

from dialogs.contact import telephone
from meijan.desk import Desk
from service.calendar import HELSINKI
from service.notices import Refused
from store import associations
from store.associations import AssociationRow, OrganiserRow, Taken

LONGEST = 80
"""Characters of a name."""


def add(desk: Desk, name: str, *, by: str) -> list[str]:
    """A new association."""
    _check(name)
    try:
        with desk.database.write() as db:
            associations.add(db, name=name, by=by or desk.by, now=desk.house.now())
            desk.note(db, "association.add", f"yhdistys {name}", by=by)
    except Taken as error:
        raise Refused(f"Yhdistys {name} on jo olemassa.") from error
    return [f'Yhdistys {name} on lisätty. Rekisteröi numero: meijan association number "{name}" +358…']


def rename(desk: Desk, name: str, new: str) -> list[str]:
    """Another name."""
    _check(new)
    try:
        with desk.database.write() as db:
            associations.rename(db, association_id=_found(db, name).id, name=new)
            desk.note(db, "association.rename", f"yhdistys {name}", why=new)
    except Taken as error:
        raise Refused(f"Yhdistys {new} on jo olemassa.") from error
    return [f"Yhdistys {name} on nyt {new}."]


def listed(desk: Desk) -> list[str]:
    """Every association and below it its numbers."""
    lines: list[str] = []
    with desk.database.read() as db:
        for row in associations.listed(db):
            lines.append(row.name)
            numbers = associations.numbers(db, sealer=desk.house.sealer, association_id=row.id)
            lines += [_line(number) for number in numbers] or ["  ei numeroita"]
    return lines or ["Ei yhdistyksiä."]


def register(desk: Desk, name: str, number: str, *, consent: str, by: str) -> list[str]:
    """A number runs the association's events from now on."""
    if not consent.strip():
        raise Refused('Kerro, miten numeron omistaja suostui, esimerkiksi --consent "sähköposti 24.11.".')
    with desk.database.write() as db:
        row = _found(db, name)
        new = associations.register(
            db,
            sealer=desk.house.sealer,
            association_id=row.id,
            number=_number(number),
            consent=consent.strip(),
            by=by or desk.by,
            now=desk.house.now(),
        )
        desk.note(db, "association.number", f"yhdistys {row.name}", by=by)
    if not new:
        return [f"Numero oli jo rekisteröity: {row.name}. Suostumus on päivitetty."]
    return [
        f"Numero on rekisteröity: {row.name}.",
        "Kerro omistajalle: LISTA näyttää omat tapahtumat. Ohje: docs/associations.md.",
    ]


def end(desk: Desk, name: str, number: str) -> list[str]:
    """A number runs nothing of theirs any more."""
    with desk.database.write() as db:
        row = _found(db, name)
        ended = associations.end(
            db,
            sealer=desk.house.sealer,
            association_id=row.id,
            number=_number(number),
            now=desk.house.now(),
        )
        if not ended:
            raise Refused(f"Numeroa ei ole rekisteröity: {row.name}.")
        desk.note(db, "association.end", f"yhdistys {row.name}")
    return [f"Numero ei enää hoida tapahtumia: {row.name}."]


def _check(name: str) -> None:
    if not name.strip():
        raise Refused("Yhdistyksen nimi puuttuu.")
    if len(name) > LONGEST:
        raise Refused(f"Nimi on liian pitkä. Enintään {LONGEST} merkkiä.")


def _found(db: Connection, name: str) -> AssociationRow:
    row = associations.by_name(db, name=name)
    if row is None:
        raise Refused(f"Yhdistystä {name} ei ole. Luettele: meijan association list")
    return row


def _number(text: str) -> str:
    number = telephone(text)
    if number is None:
        raise Refused(f"Numero {text} ei ole puhelinnumero. Kirjoita se näin: +358401234567")
    return number


def _line(row: OrganiserRow) -> str:
    state = f", päättynyt {row.ended_at.astimezone(HELSINKI):%-d.%-m.%Y}" if row.ended_at else ""
    added = f"{row.added_at.astimezone(HELSINKI):%-d.%-m.%Y}"
    return f"  {row.number} (lisätty {added}, {row.added_by}; suostumus: {row.consent}{state})"
