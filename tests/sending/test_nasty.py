"""What is sent to the pages about broadcasts, whatever it is, stays words; files do nothing in spreadsheets."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import quote

import pytest
from fastapi import FastAPI

from service import spreadsheet
from store.models.staff import Role
from tests.broadcasts.conftest import Town
from tests.console import signed_in
from tests.sending.conftest import FORM

POSTED = ("pyyda", "laheta", "hyvaksy", "palauta", "tauko", "jatka", "uudestaan", "ratkaise", "epavarmat", "peru")


async def test_one_that_does_not_exist_is_told(app: FastAPI, town: Town) -> None:
    writer = await signed_in(app, Role.WRITER)
    for path in ("/lahetykset/7", "/lahetykset/7/vahvista", "/lahetykset/7/raportti", "/lahetykset/7/muokkaa"):
        answer = await writer.get(path)
        assert answer.status_code == 409
        assert "Lähetystä 7 ei ole" in answer.text


async def test_words_are_never_markup(app: FastAPI, town: Town) -> None:
    town.crowd(1)
    writer = await signed_in(app, Role.WRITER)
    evil = "Mikkelin kaupunki </textarea><script>alert(1)</script> {{7*7}}"
    fields = {**FORM, "name": evil, "fi": evil, "sv": evil, "csrf": writer.csrf}
    for headers in ({}, {"hx-request": "true"}):
        assert "<script>alert" not in (await writer.post("/lahetykset/laske", data=fields, headers=headers)).text
    answer = await writer.send_form("/lahetykset/uusi", **{**FORM, "name": evil, "fi": evil, "sv": evil})
    number = answer.headers["location"].split("/")[3]
    for path in ("", f"/{number}", f"/{number}/muokkaa", f"/{number}/vahvista"):
        page = (await writer.get(f"/lahetykset{path}")).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


NASTY = ("\0~", "9" * 40, "-1", "²", "0001-01-01", "9999-12-31")


WRITTEN = {
    "at": ("topic", "event", "election", "fi", "when", "at_day", "at_clock"),
    "event": ("about_event", "clock", "days", "hours"),
}
"""Fields that are read, by when it is sent."""


@pytest.mark.parametrize("nasty", NASTY)
async def test_nothing_that_is_sent_breaks_a_page(app: FastAPI, town: Town, nasty: str) -> None:
    """The visitor raises what the server would answer with 500."""
    town.crowd(1)
    town.approved()
    admin = await signed_in(app, Role.ADMIN)
    filled = {**FORM, "about_event": "1", "at_day": "2026-12-24", "at_clock": "15", "voted": "no", "csrf": admin.csrf}
    for when, fields in WRITTEN.items():
        for field in fields:
            form = {**filled, "when": when, field: nasty}
            answer = await admin.post("/lahetykset/laske", data=form, headers={"hx-request": "true"})
            assert answer.status_code < 500
    assert (await admin.send_form("/lahetykset/laske", **{**FORM, "number": nasty})).status_code < 500
    assert (await admin.send_form("/lahetykset/uusi", **{**FORM, "name": nasty, "fi": nasty})).status_code < 500
    for path in POSTED:
        fields = dict.fromkeys(("seen", "people", "reason", "outbox_id", "channel"), nasty)
        assert (await admin.send_form(f"/lahetykset/1/{path}", **fields, arrived="true")).status_code < 500
    for query in ("?tila=", "?ennen=", "/1/raportti?tila=", "/1/raportti?tila=sent&jalkeen="):
        assert (await admin.get(f"/lahetykset{query}{quote(nasty[:500])}")).status_code < 500


def test_cells_are_texts_in_both_kinds_of_file() -> None:
    rows = [["=1+1", "+1", "-1", "@A1", "https://x.example", "\t=1", 7]]
    csv = spreadsheet.table(["a"] * 7, rows).decode("utf-8-sig")
    assert "'=1+1;'+1;'-1;'@A1;https://x.example;" in csv
    with zipfile.ZipFile(io.BytesIO(spreadsheet.workbook(["a"] * 7, rows))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert "=1+1" in sheet + "".join(book.read(n).decode() for n in book.namelist() if "sharedStrings" in n)


async def test_the_report_leaves_as_a_file(app: FastAPI, town: Town) -> None:
    town.crowd(3)
    number = town.approved()
    runner = await signed_in(app, Role.WRITER)
    csv = await runner.get(f"/lahetykset/{number}/raportti.csv")
    assert csv.headers["content-disposition"] == f'attachment; filename="lahetys-{number}.csv"'
    assert csv.text.count("\r\n") == 4
    book = await runner.get(f"/lahetykset/{number}/raportti.xlsx")
    assert zipfile.is_zipfile(io.BytesIO(book.content))
    assert (await runner.get(f"/lahetykset/{number}/raportti.exe")).status_code == 404
