"""Looking at events, who comes, posters and files, for the command line. Each function returns lines in Finnish."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from meijan import event_lines, papers
from meijan.desk import Desk
from meijan.event_desk import found
from meijan.event_lines import STATES, named, seats
from service.events import opendata
from service.events.drafted import as_draft
from service.events.files import to_yaml
from service.events.ical import ics
from service.events.print import pages
from service.notices import Refused
from service.spreadsheet import table
from store import associations, attendance, events
from store import participants as comers
from store.database import Database
from store.events import EventRow
from store.models.events import EventState
from store.participants import ParticipantRow

LOST = "numero ei ole enää hänen"
MOST = 100_000
"""Events of a list or a file."""
HEAD = ("sija", "nimi", "paikkoja", "jonossa", "tarpeet", "puhelin", "kanava", "kieli", "huomaa")


def listed(desk: Desk, *, all: bool) -> list[str]:
    """One line an event: those that are not over, drafts too; with `all` every one."""
    rows = _rows(desk.database, None if all else desk)
    if rows:
        return [event_lines.line(row) for row in rows]
    return ["Ei tapahtumia." if all else "Ei tulevia tapahtumia. Menneet: meijan event list --all"]


def _rows(database: Database, coming: Desk | None) -> list[EventRow]:
    with database.read() as db:
        after = coming.house.now() if coming is not None else None
        return list(events.listed(db, ended_after=after, limit=MOST))


def show(desk: Desk, number: int) -> list[str]:
    """An event whole, with what was done to it."""
    with desk.database.read() as db:
        row = found(db, number)
        changes = events.changes(db, event_id=row.id)
        came = attendance.of_events(db, event_ids=[row.id])[row.id]
    lines = [named(row), f"Tila: {STATES[row.state]}"]
    for name, title in (("place", "Paikka"), ("address", "Osoite"), ("price", "Hinta"), ("access", "Esteettömyys")):
        lines += [f"{title}: {text}"] if (text := row.said(name, "fi")) else []
    lines += [f"Alue: {row.area}"] if row.area else []
    arranger = row.association or row.arranger
    lines += [f"Järjestäjä: {arranger}"] if arranger else []
    lines += [f"Lähde: {row.source}"] if row.source else []
    lines += [f"Ilmoittautuminen: {full}"] if (full := seats(row)) else ["Ei ilmoittautumista."]
    lines += [f"Paikalla oli: {row.attended}"] if row.attended is not None else []
    lines += [f"Palaute: {came.mean} / 5, vastauksia {came.rated}"] if came.rated else []
    return lines + event_lines.history(changes)


def participants(desk: Desk, number: int, csv: Path | None) -> list[str]:
    """Who comes and who waits; into a CSV file that only its owner reads, where one is named.

    What people need, only who arranges the event sees: an association with a number of its own, else the city.
    """
    with desk.database.write() as db:
        row = found(db, number)
        people = comers.listed(db, sealer=desk.house.sealer, event_id=row.id)
        hidden = associations.runs(db, association_id=row.association_id)
        events.note(db, event_id=row.id, by=desk.by, what="participants", now=desk.house.now())
    if hidden:
        people = [replace(one, needs="", number=None) for one in people]
    remark = [f"Tarpeet ja numerot näkee vain {row.association}: LISTA {row.number}"] if hidden else []
    if csv is not None:
        path = papers.path(csv, "", ".csv")
        papers.private(path)
        data = table(HEAD, [_cells(one) for one in people])
        return [*papers.written(path, data), "Siinä on henkilötietoja. Poista se, kun et enää tarvitse sitä.", *remark]
    if not people:
        return [named(row), "Kukaan ei ole ilmoittautunut."]
    coming, waiting = sum(one.seats for one in people), sum(one.waiting for one in people)
    return [named(row), f"Tulossa {coming}, jonossa {waiting}.", *(_participant(one) for one in people), *remark]


def _participant(one: ParticipantRow) -> str:
    told = [one.name or "nimeä ei kysytty"]
    told += [f"paikkoja {one.seats}"] if one.seats else []
    told += [f"jonossa {one.waiting}"] if one.waiting else []
    told += [f"tarpeet: {one.needs}"] if one.needs else []
    told += [one.number] if one.number else []
    told += [LOST] if one.lost else []
    return f"{one.place}. {', '.join(told)}"


def _cells(one: ParticipantRow) -> tuple[str | int, ...]:
    told = (one.place, one.name, one.seats, one.waiting, one.needs, one.number or "", one.channel, one.language)
    return (*told, LOST if one.lost else "")


def feedback(desk: Desk, number: int) -> list[str]:
    """How it was: each of 1 to 5 counted, and words without who wrote them."""
    with desk.database.write() as db:
        row = found(db, number)
        given = comers.feedback(db, sealer=desk.house.sealer, event_id=row.id)
        events.note(db, event_id=row.id, by=desk.by, what="feedback", now=desk.house.now())
    if not given.stars and not given.words:
        return [named(row), "Palautetta ei ole."]
    n = sum(given.stars.values())
    mean = f"{sum(stars * times for stars, times in given.stars.items()) / n:.1f}".replace(".", ",") if n else "–"
    counted = ", ".join(f"{stars}: {given.stars.get(stars, 0)}" for stars in range(5, 0, -1))
    words = [f"- {' '.join(text.split())}" for text in given.words]
    return [named(row), f"Vastauksia {n}, keskiarvo {mean} ({counted}).", *words]


def poster(desk: Desk, number: int, *, out: Path | None, source: str, bot: str, language: str) -> list[str]:
    """The poster, as PDF or as a page that needs no server, by the file's ending."""
    with desk.database.read() as db:
        row = found(db, number)
    if row.state is EventState.CANCELLED:
        raise Refused(f"Tapahtuma {number} on peruttu.")
    if row.number is None:
        raise Refused(f"Luonnoksella {number} ei ole vielä numeroa. Julkaise se: meijan event publish {number}")
    path = papers.path(out, f"tapahtuma-{number}-juliste.pdf", ".pdf", ".html")
    ways, city, now = papers.ways(desk, bot, source), desk.house.names[papers.language(language)], desk.house.now()
    if path.suffix == ".html":
        return papers.written(path, pages.poster_alone(row, ways, city, language, now).encode())
    return papers.written(path, pages.poster(row, ways, city, language, now))


def export_yaml(desk: Desk, *, all: bool) -> str:
    """Events as a file that `create` reads."""
    return to_yaml([(row.number, as_draft(row)) for row in _rows(desk.database, None if all else desk)])


def export(desk: Desk, folder: Path, *, all: bool) -> list[str]:
    """Events as files: YAML for staff with the drafts; open data and a calendar without."""
    rows = _rows(desk.database, None if all else desk)
    public = [row for row in rows if row.state is not EventState.DRAFT]
    house = desk.house
    files = {
        "tapahtumat.yaml": export_yaml(desk, all=all).encode(),
        "tapahtumat.json": opendata.feed(public, publisher=house.names["fi"], now=house.now()),
        "tapahtumat.ics": ics(public, name=house.names["fi"], number=house.number),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"Kansiota {folder} ei voi tehdä: {error.strerror}.") from error
    for name, data in files.items():
        papers.written(folder / name, data)
    return [f"Kansiossa {folder.name}: {', '.join(files)}. Tapahtumia {len(rows)}, julkisia {len(public)}."]
