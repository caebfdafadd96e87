"""Pabulib's `.pb` files, read leniently (pabulib.org/format, arXiv 2012.06539); writing.py writes them strictly.

Three sections, META, PROJECTS and VOTES, each with a header of columns; `;` between cells, `,` between the items of a
cell, quotation marks around a cell that holds a `;`. Read are also CRLF, a byte order mark, empty lines, blanks around
cells and commas, missing columns, and a decimal comma in money.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import cast, get_args

from service.tally.model import Ballot, Election, Points, Project, Uncountable, VoteType, grouped, ranked

SECTIONS = ("META", "PROJECTS", "VOTES")
OWN_COLUMNS = ("project_id", "cost", "votes", "score", "name", "selected")
VOTE_TYPES = cast(tuple[VoteType, ...], get_args(VoteType))


class Unreadable(Uncountable):
    """A file that is not Pabulib's; the text begins with the number of the line."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"rivi {line}: {why}")
        self.line = line


@dataclass
class _File:
    """Rows of each section, with their line numbers."""

    meta: dict[str, str] = field(default_factory=dict)
    projects: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    votes: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)  # section → line


def read(content: str | bytes) -> Election:
    """The election of a file. Raises Unreadable with the line, or Uncountable."""
    file = _sections((_decoded(content) if isinstance(content, bytes) else content).removeprefix("\ufeff"))
    meta, projects = file.meta, [_project(line, row) for line, row in file.projects]
    vote_type = cast(VoteType, meta.get("vote_type", "approval").lower() or "approval")
    if vote_type not in VOTE_TYPES:
        raise Uncountable(f"tuntematon vote_type {vote_type!r}; tunnetut: {', '.join(VOTE_TYPES)}")
    ids = {project.id: project.id for project in projects}  # every ballot then holds the same text, not one of its own
    most = int(_number(meta["max_length"], 1)) if meta.get("max_length") else len(projects)
    ballots = grouped(_ballot(line, row, vote_type, ids, most) for line, row in file.votes)
    marked = [(row.get("project_id", ""), row["selected"]) for _, row in file.projects if row.get("selected")]
    return Election(
        tuple(projects),
        ballots,
        _number(meta.get("budget", ""), file.seen["META"], "budget"),
        vote_type,
        threshold=_points(meta.get("min_project_score_threshold") or "0", 1),
        meta=meta,
        selected=tuple(project for project, mark in marked if mark != "0") if marked else None,
    )


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(content.count(b"\n", 0, error.start) + 1, "teksti ei ole UTF-8:aa") from None


def _sections(text: str) -> _File:
    file, section, columns = _File(), "", list[str]()
    for line, cells in _rows(text):
        word = cells[0].upper()
        if word in SECTIONS and not any(cells[1:]):
            if word in file.seen:
                raise Unreadable(line, f"osio {word} on kahdesti")
            section, columns = word, []
            file.seen[word] = line
        elif not section:
            raise Unreadable(line, "Pabulib-tiedosto alkaa sanalla META")
        elif not columns:
            columns = [cell.lower() for cell in cells]
            if section == "META" and columns[0] != "key":
                file.meta[cells[0].lower()] = ";".join(cells[1:])
        elif section == "META":
            file.meta[cells[0].lower()] = ";".join(cells[1:])
        elif len(cells) > len(columns) and any(cells[len(columns) :]):
            counted = f"{len(cells)} solua, mutta {len(columns)} saraketta"
            raise Unreadable(line, f"{counted}; puolipiste solussa vaatii lainausmerkit")
        else:
            rows = file.projects if section == "PROJECTS" else file.votes
            rows.append((line, dict(zip(columns, cells, strict=False))))
    if missing := [word for word in SECTIONS if word not in file.seen]:
        raise Unreadable(text.count("\n") + 1, f"osio {missing[0]} puuttuu")
    return file


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Cells without blanks around them, with the line on which a row begins."""
    reader, begins = csv.reader(io.StringIO(text, newline=""), delimiter=";"), 1
    try:
        for cells in reader:
            # a quotation mark that is never closed takes in all that follows
            if any(section in cell.splitlines() for cell in cells for section in SECTIONS if "\n" in cell):
                raise Unreadable(begins, "lainausmerkki on jäänyt auki")
            if any(cell.strip() for cell in cells):
                yield begins, [cell.strip() for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(begins, f"riviä ei voi lukea ({error})") from None


def _project(line: int, row: Mapping[str, str]) -> Project:
    name = row.get("project_id", "")
    if not name:
        raise Unreadable(line, "kohteella ei ole tunnusta (project_id)")
    more = {column: cell for column, cell in row.items() if column not in OWN_COLUMNS and cell}
    return Project(name, _number(row.get("cost", ""), line, "cost"), row.get("name", ""), more)


def _ballot(line: int, row: Mapping[str, str], vote_type: VoteType, ids: Mapping[str, str], most: int) -> Ballot:
    named = _items(row.get("vote", ""))
    choices = [ids[choice] for choice in named if choice in ids]
    if len(choices) < len(named):
        unknown = [choice for choice in named if choice not in ids]
        if any("\n" in choice for choice in unknown):
            raise Unreadable(line, "lainausmerkki on jäänyt auki")
        raise Unreadable(line, f"ääni kohteelle {unknown[0]!r}, jota ei ole")
    method = row.get("voting_method", "")
    if vote_type == "ordinal":
        order = tuple(dict.fromkeys(choices))
        return Ballot(order, ranked(order, most), method=method)
    if vote_type in ("approval", "choose-1"):
        return Ballot(tuple(sorted(set(choices))), method=method)
    points = [_points(item, line) for item in _items(row.get("points", ""))]
    if len(points) != len(choices):
        raise Unreadable(line, f"{len(choices)} valintaa, mutta {len(points)} pistemäärää")
    pairs = sorted(dict(zip(choices, points, strict=True)).items())
    return Ballot(tuple(choice for choice, _ in pairs), tuple(number for _, number in pairs), method=method)


def _items(cell: str) -> list[str]:
    items = cell.split(",")
    return items if all(items) and len(cell.split()) == 1 else [item.strip() for item in items if item.strip()]


def _points(text: str, line: int) -> Points:
    number = _number(text, line, "points")
    return int(number) if number.denominator == 1 else number


def _number(text: str, line: int, what: str = "arvo") -> Fraction:
    """Exactly what is written; Decimal so that "1e999999999" is no attack (nor "nan" a number)."""
    try:
        number = Decimal(text.replace(" ", "").replace(",", "."))
        if not number.is_finite() or abs(number.adjusted()) > 30:
            raise InvalidOperation
    except InvalidOperation:
        raise Unreadable(line, f"{what} on {text!r}, joka ei ole luku") from None
    return Fraction(number)
