"""The ideas' desk: joining, handing over, promises and the yearly list by command. Each function returns lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from meijan.desk import Desk, done
from service.calendar import HELSINKI
from service.ideas import merging, moving, yearly
from service.notices import Refused

Sure = Callable[[Sequence[str]], bool]
NOTHING = ["Mitään ei tehty."]


def merge(desk: Desk, code: str, into: str, *, sure: Sure) -> list[str]:
    """An idea becomes part of another; what will happen is told first."""
    code, into = code.strip().upper(), into.strip().upper()
    with desk.database.read() as db:
        idea, other, n = merging.would(db, desk.house, code=code, into=into)
    if not sure(
        [
            f"{idea.code}: {idea.public_text or idea.text}",
            f"{other.code}: {other.public_text}",
            f"Idea {code} yhdistetään ideaan {into}. Sillä on sitten {n} kannattajaa. Antaja saa viestin.",
        ]
    ):
        return NOTHING
    with desk.database.write() as db:
        joined = merging.merge(db, desk.house, code=code, into=into, by=desk.by)
    told = "Antajalle lähtee viesti." if joined.told else "Antajalle ei lähde viestiä."
    return [f"{code} on nyt osa ideaa {into}. Kannattajia: {joined.supporters}. {told}"]


def transfer(desk: Desk, code: str, to: str) -> list[str]:
    """An idea is an authority's matter."""
    with desk.database.write() as db:
        moved = moving.transfer(db, desk.house, code=code.strip().upper(), to=to.strip(), by=desk.by)
    return [done(moved)]


def answer_by(desk: Desk, code: str, day: str) -> list[str]:
    """Promise an answer by a day, or "-" for none."""
    with desk.database.write() as db:
        moved = moving.promise(db, desk.house, code=code.strip().upper(), day=read_day(day), by=desk.by)
    return [done(moved)]


def read_day(text: str) -> date | None:
    """A day as people write it, 8.12.2026 or 2026-12-08; None for "-". Raises Refused."""
    text = text.strip()
    if text == "-":
        return None
    try:
        day, month, year = map(int, text.split(".")) if "." in text else reversed([int(n) for n in text.split("-")])
        return date(year, month, day)
    except ValueError:
        raise Refused(f"Päivä {text} ei ole päivä. Kirjoita se näin: 8.12.2026. Jos et lupaa mitään: -") from None


def export(desk: Desk, path: Path, year: int | None) -> list[str]:
    """The ideas of a year into a file for spreadsheets, without anything personal."""
    wanted = year or desk.house.now().astimezone(HELSINKI).year
    if path.suffix not in yearly.KINDS:
        raise Refused(f"Tiedoston nimi päättyy jompaankumpaan: {', '.join(yearly.KINDS)}.")
    with desk.database.read() as db:
        found = yearly.lines(db, year=wanted)
    try:
        path.write_bytes(yearly.file(found, year=wanted, suffix=path.suffix))
    except OSError as error:
        raise Refused(f"Tiedostoa {path} ei voi kirjoittaa ({error.strerror}).") from None
    return [f"Tiedostossa {path} on {len(found)} ideaa vuodelta {wanted}."]
