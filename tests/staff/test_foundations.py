"""The console's foundations: the door, the policies, the headers, drafts, what is vendored, the chain of the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import update

from service.staffing import sessions
from staff import policy, static
from staff.pages import drafts
from staff.view import local
from store import audit
from store.database import Database
from store.models.staff import AuditEntry, Role
from store.sql import table
from tests.console import Visitor, a_house, console_over, signed_in

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def app(database: Database) -> Iterator[FastAPI]:
    with console_over(database, a_house(NOW)) as app:
        yield app


async def test_nobody_comes_in_without_signing_in(app: FastAPI) -> None:
    answer = await Visitor(app).get("/")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/staff/sisaan")


async def test_signed_in_one_sees_the_work_queue_and_signs_out(app: FastAPI) -> None:
    visitor = await signed_in(app, Role.READER)
    assert visitor.name in (await visitor.get("/")).text
    assert (await visitor.send_form("/ulos")).status_code == 303
    assert (await visitor.get("/")).status_code == 303


async def test_a_form_needs_the_token_of_its_session_and_our_own_page(app: FastAPI) -> None:
    visitor = await signed_in(app, Role.READER)
    another = await signed_in(app, Role.READER)
    for csrf, sent_from in (("", "same-origin"), (another.csrf, "same-origin"), (visitor.csrf, "cross-site")):
        answer = await visitor.post("/ulos", data={"csrf": csrf}, headers={"sec-fetch-site": sent_from})
        assert answer.status_code == 403
    assert (await visitor.get("/")).status_code == 200


async def test_a_session_ends_when_it_is_idle_and_when_it_is_old(database: Database) -> None:
    for after, open_still in ((sessions.IDLE - timedelta(minutes=2), True), (sessions.IDLE, False)):
        with console_over(database, a_house(NOW)) as app:
            visitor = await signed_in(app, Role.READER)
        with console_over(database, a_house(NOW + after)) as app:
            later = Visitor(app)
            later.cookies = visitor.cookies
            assert ((await later.get("/")).status_code == 200) is open_still


def test_a_route_without_a_policy_does_not_start() -> None:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    routes = APIRouter()

    @routes.get("/bare")
    async def bare() -> None: ...

    app.include_router(routes)
    with pytest.raises(LookupError, match="/bare"):
        policy.check(app)


async def test_a_form_that_is_too_long_is_not_read(app: FastAPI) -> None:
    visitor = await signed_in(app, Role.READER)
    assert (await visitor.send_form("/luonnos", draft="answer:1", text="x" * policy.MOST_BYTES)).status_code == 413


async def test_every_answer_has_the_headers(app: FastAPI) -> None:
    for path in ("/sisaan", "/nowhere", "/static/console.js", "/"):
        answer = await Visitor(app).get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"


async def test_a_draft_is_there_again_and_nobody_elses(app: FastAPI) -> None:
    visitor = await signed_in(app, Role.MODERATOR)
    answer = await visitor.send_form("/luonnos", draft="answer:12", text="Hei! Kiitos")
    assert answer.status_code == 204
    console = app.state.console
    with console.database.read() as db:
        rows = db.exec_driver_sql("SELECT sealed FROM form_draft").all()
    assert len(rows) == 1
    assert b"Kiitos" not in bytes(rows[0][0])
    assert drafts.FORM.fullmatch("answer:12")
    assert (await visitor.send_form("/luonnos", draft="../x", text="a")).status_code == 422


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "/staffx", "/staff/\r\nx"])
def test_the_way_back_leads_only_to_our_own_pages(to: str) -> None:
    assert local(to) == "/staff/"


def test_what_is_vendored_is_as_it_was_published() -> None:
    lines = (static.FOLDER / "vendored.txt").read_text().splitlines()[1:]
    sums = dict(reversed(line.split("  ")) for line in lines)
    assert sums == {name: sha256((static.FOLDER / name).read_bytes()).hexdigest() for name in sums}
    assert {f"hds/{path.name}" for path in (static.FOLDER / "hds").iterdir()} < set(sums)


def test_the_chain_of_the_log_shows_what_was_changed(database: Database) -> None:
    with database.write() as db:
        for n in range(3):
            audit.note(db, who="Maija", what="idea.publish", on_what=f"idea K7F{n}", now=NOW)
        assert audit.verify(db) is None
        entry = table(AuditEntry)
        db.execute(update(entry).where(entry.c.number == 2).values(who="Matti"))
        assert audit.verify(db) == 2


@pytest.mark.parametrize("number", [2**63, 10**30, -(10**30)])
async def test_a_number_that_no_key_has_leads_nowhere(app: FastAPI, number: int) -> None:
    visitor = await signed_in(app, Role.ADMIN)
    for path in ("/viestit/{}", "/kayttajat/{}", "/avain/{}/poista", "/viestit/valmiit/{}"):
        assert (await visitor.get(path.format(number))).status_code in (404, 422), path
    assert (await visitor.send_form("/viestit/osat", thread=str(number), text="Hei")).status_code == 422
