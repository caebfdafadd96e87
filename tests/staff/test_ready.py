"""Ready answers: written, refused with what was typed kept, taken away after a question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI

from store import audit, canned
from store.database import Database
from store.models.staff import Role
from tests.console import a_house, console_over, signed_in

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def app(database: Database) -> Iterator[FastAPI]:
    with console_over(database, a_house(NOW)) as app:
        yield app


async def test_a_ready_answer_is_written_changed_and_taken_away(app: FastAPI, database: Database) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    assert "Valmiita vastauksia ei vielä ole" in (await maija.get("/viestit/valmiit")).text
    form = {"title": " Kiitos  viestistä ", "text-fi": "Kiitos!", "text-sv": "Tack!"}
    assert (await maija.send_form("/viestit/valmiit", **form)).status_code == 303
    with database.read() as db:
        (row,) = canned.listed(db)
    assert (row.title, row.words, row.by) == ("Kiitos viestistä", {"fi": "Kiitos!", "sv": "Tack!"}, maija.name)
    page = (await maija.get(f"/viestit/valmiit/{row.id}")).text
    assert "Tack!" in page
    changed = {**form, "canned_id": str(row.id), "text-sv": ""}
    assert (await maija.send_form("/viestit/valmiit", **changed)).status_code == 303
    with database.read() as db:
        assert [one.words for one in canned.listed(db)] == [{"fi": "Kiitos!"}]
    assert "Poista: Kiitos viestistä" in (await maija.get(f"/viestit/valmiit/{row.id}/poista")).text
    assert (await maija.send_form(f"/viestit/valmiit/{row.id}/poista")).status_code == 303
    assert (await maija.send_form(f"/viestit/valmiit/{row.id}/poista")).status_code == 409
    assert (await maija.get(f"/viestit/valmiit/{row.id}")).status_code == 404
    with database.read() as db:
        assert [entry.what for entry in audit.entries(db, what="canned.")] == [
            "canned.drop",
            "canned.save",
            "canned.save",
        ]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"title": "", "text-fi": "Hei"}, "Anna otsikko"),
        ({"title": "Tervehdys", "text-fi": " "}, "ainakin yhdellä kielellä"),
        ({"title": "Tervehdys", "text-fi": "Hei {nimi}"}, "Aaltosulut"),
        ({"title": "Kiitos", "text-fi": "Hei"}, "Kiitos on jo"),
        ({"title": "Tervehdys", "text-fi": "x" * 1_300}, "liian pitkä"),
        ({"title": "Tervehdys", "text-fi": "Hei", "canned_id": "17"}, "Joku poisti sen"),
    ],
)
async def test_what_is_refused_is_still_in_the_form(app: FastAPI, fields: dict[str, str], why: str) -> None:
    maija = await signed_in(app, Role.MODERATOR)
    await maija.send_form("/viestit/valmiit", title="Kiitos", **{"text-fi": "Kiitos!"})
    answer = await maija.send_form("/viestit/valmiit", **fields)
    assert answer.status_code == 409
    assert why in answer.text
    assert f">{fields['text-fi']}</textarea>" in answer.text
