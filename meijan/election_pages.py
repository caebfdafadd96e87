"""Public pages of elections: `/tulokset/CODE` once the result is published, `/aanestys/CODE` from the opening on.

Plain HTML without scripts. What is not public yet and what is not there get the same page, so that nobody learns from
an answer how far a count is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from fastapi import APIRouter, Response

from meijan import public_pages
from meijan.public_pages import Language, file, known
from service.elections.plan import Plan, held
from service.elections.print import pages, papers, sheets
from service.elections.result import Decision, Result, read_decision
from service.house import House
from service.print import html
from service.print.ways import Sheet, Ways
from service.print.words import Words
from store import votes
from store.database import Database
from store.models.votes import ElectionState
from store.votes import ElectionRow

CODE = re.compile(r"[a-z0-9-]{1,40}")
"""What may be an election's code; PostgreSQL takes no NUL in a text."""


class Published(NamedTuple):
    """A published election, and the files from which anyone can recount it."""

    plan: Plan
    result: Result
    decision: Decision | None
    files: Mapping[str, bytes]


class Elections:
    """What the pages read. A published result changes no more, so a process keeps the last ones."""

    def __init__(self, database: Database, house: House) -> None:
        self.database, self.house = database, house
        self._kept = lru_cache(maxsize=8)(self._published)
        self.annex = lru_cache(maxsize=24)(self._annex)

    def city(self, language: str) -> str:
        """Who speaks."""
        return self.house.names[language]

    def row(self, code: str) -> ElectionRow | None:
        """The election, if its opening has come."""
        if not CODE.fullmatch(code):
            return None
        with self.database.read() as db:
            row = votes.by_code(db, code=code)
        return row if row is not None and row.state is not ElectionState.DRAFT else None

    def published(self, code: str) -> Published | None:
        """The result, if it is for everyone."""
        row = self.row(code)
        return self._kept(code) if row is not None and row.state is ElectionState.PUBLISHED else None

    def _published(self, code: str) -> Published:
        from service.elections import exporting  # brings numpy: a service starts without

        with self.database.read() as db:
            row = votes.by_code(db, code=code)
            assert row is not None
            files = exporting.export(db, code=code)
        return Published(held(row), Result.model_validate_json(row.result), read_decision(row.decision), files)

    def _annex(self, code: str, language: str) -> bytes:
        plan, result, decision, _files = self._kept(code)
        return papers.board_annex(plan, result, decision, self.city(language), language)

    def sheet(self, row: ElectionRow, language: str) -> Sheet:
        """The poster of an election, with the names of its pictures and without their bytes."""
        with self.database.read() as db:
            pictured = dict.fromkeys(votes.pictured(db, election_id=row.id), b"")
        ways = Ways(self.house.number, self.house.bot())
        return sheets.poster(held(row), pictured, ways, self.city(language), Words(language))

    def picture(self, row: ElectionRow, name: str) -> bytes:
        """A picture that the page of targets shows, or nothing."""
        target = re.fullmatch(r"target(\d{1,2})\.jpg", name)
        if target is None:
            return self.sheet(row, "fi").pictures.get(name, b"")
        with self.database.read() as db:
            return votes.picture(db, election_id=row.id, number=int(target[1]))


def router(database: Database, house: House) -> APIRouter:
    """The routes. They read only, each in a thread of its own."""
    routes, elections = APIRouter(), Elections(database, house)

    @routes.get("/tulokset/tyyli.css")
    def css() -> Response:
        return file("tyyli.css", html.style().encode())

    @routes.get("/tulokset/{code}")
    def result(code: str, kieli: Language = "fi") -> Response:
        language, found = known(kieli), elections.published(code)
        if found is None:
            return _absent(elections, language)
        downloads = [pages.Download(n, len(data), sha256(data).hexdigest()) for n, data in found.files.items()]
        city = elections.city(language)
        return public_pages.html(pages.result(found.plan, found.result, found.decision, downloads, city, language))

    @routes.get("/tulokset/{code}/{name}")
    def result_file(code: str, name: str, kieli: Language = "fi") -> Response:
        language, found = known(kieli), elections.published(code)
        if found is not None and name == "liite":
            return public_pages.html(
                pages.annex(found.plan, found.result, found.decision, elections.city(language), language)
            )
        if found is not None and name == "liite.pdf":
            return file(name, elections.annex(code, language))
        if found is None or name not in found.files:
            return _absent(elections, language)
        return file(name, found.files[name])

    _add_targets(routes, elections)
    return routes


def _add_targets(routes: APIRouter, elections: Elections) -> None:
    @routes.get("/aanestys/{code}")
    def targets(code: str, kieli: Language = "fi") -> Response:
        language, row = known(kieli), elections.row(code)
        if row is None:
            return _absent(elections, language)
        sheet = elections.sheet(row, language)
        open_now = row.state is ElectionState.OPEN and row.closes_at > elections.house.now()
        published = row.state is ElectionState.PUBLISHED
        page = pages.targets(
            held(row), sheet, elections.city(language), language, open_now=open_now, published=published
        )
        return public_pages.html(page, keep="no-cache")  # nobody is asked to vote after the end

    @routes.get("/aanestys/{code}/{name}")
    def picture(code: str, name: str) -> Response:
        row = elections.row(code)
        data = elections.picture(row, name) if row is not None else b""
        return file(name, data) if data else _absent(elections, "fi")


def _absent(elections: Elections, language: str) -> Response:
    return public_pages.html(pages.not_yet(elections.city(language), language), 404, "no-store")
