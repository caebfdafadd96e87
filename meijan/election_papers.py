"""Posters, ballots, slips and the annex as files, for the command line. Each function returns lines in Finnish."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from meijan import ballot_desk, papers
from meijan.desk import Desk
from service.elections.plan import Plan, held
from service.elections.print import pages
from service.elections.print import papers as printed
from service.elections.result import read_decision, read_result
from service.notices import Refused
from store import votes
from store.votes import ElectionRow

SIZES = ("a4", "a3")


def poster(desk: Desk, code: str, *, out: Path | None, source: str, bot: str, language: str, size: str) -> list[str]:
    """The ballot poster, as PDF or as a page that needs no server, by the file's ending."""
    plan, pictures = _plan(desk, code)
    if size not in SIZES:
        raise Refused(f"Koko on jokin näistä: {', '.join(SIZES)}.")
    path = papers.path(out, f"{code}-juliste.pdf", ".pdf", ".html")
    ways, city = papers.ways(desk, bot, source), desk.house.names[papers.language(language)]
    if path.suffix == ".html":
        return papers.written(path, pages.poster_alone(plan, pictures, ways, city, language).encode())
    return papers.written(path, printed.poster(plan, pictures, ways, city, language, paper=size))


def ballot(desk: Desk, code: str, *, out: Path | None, bot: str, language: str, place: str) -> list[str]:
    """The paper ballot."""
    plan, pictures = _plan(desk, code)
    path = papers.path(out, f"{code}-lippu.pdf", ".pdf")
    ways, city = papers.ways(desk, bot), desk.house.names[papers.language(language)]
    return papers.written(path, printed.ballot(plan, pictures, ways, city, language, place=place))


def slips(desk: Desk, code: str, n: int, *, out: Path, bot: str, language: str) -> list[str]:
    """New one-time codes on slips, and nowhere else: they are not printed on the terminal, too."""
    plan, _pictures = _plan(desk, code)
    path = papers.path(out, "", ".pdf")
    ways, city = papers.ways(desk, bot), desk.house.names[papers.language(language)]
    papers.private(path)  # before there are codes: nobody would know them
    codes = ballot_desk.codes(desk, code, n)
    return [
        *papers.written(path, printed.slips(plan, codes, ways, city, language)),
        f"Lappuja on {n}. Tulosta ne ja poista tiedosto: koodilla voi äänestää.",
    ]


def annex(desk: Desk, code: str, *, out: Path | None, language: str) -> list[str]:
    """The annex for the board, before or after its decision, as PDF or page by the file's ending."""
    row = _row(desk, code)
    result = read_result(row.result)
    if result is None:
        raise Refused(f"Äänestystä {code} ei ole vielä laskettu.")
    path = papers.path(out, f"{code}-liite.pdf", ".pdf", ".html")
    plan, decision, city = (
        held(row),
        read_decision(row.decision),
        desk.house.names[papers.language(language)],
    )
    if path.suffix == ".html":
        return papers.written(path, pages.annex(plan, result, decision, city, language, alone=True).encode())
    return papers.written(path, printed.board_annex(plan, result, decision, city, language))


def _row(desk: Desk, code: str) -> ElectionRow:
    with desk.database.read() as db:
        row = votes.by_code(db, code=code)
    if row is None:
        raise Refused(f"Äänestystä {code} ei ole. Luettele: meijan election list")
    return row


def _plan(desk: Desk, code: str) -> tuple[Plan, Mapping[int, bytes]]:
    """The election with the pictures of its targets."""
    row = _row(desk, code)
    with desk.database.read() as db:
        pictures = {n: votes.picture(db, election_id=row.id, number=n) for n in votes.pictured(db, election_id=row.id)}
    return held(row), pictures
