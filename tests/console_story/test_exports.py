"""Exports are inert: a spreadsheet program that opens one runs nothing that a resident or an import has written."""

from __future__ import annotations

import io
from itertools import count, cycle

import pytest
import xlsxwriter

from tests.console_story.filled import addresses, fill
from tests.console_story.spreadsheets import CSV, XLSX, live, words
from tests.console_story.town import Town
from tests.console_story.walk import answered

FORMULAS = cycle(("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1"))
MARK = "kaavat"


async def test_no_cell_of_an_export_is_a_formula(town: Town) -> None:
    numbers = count(1)
    await fill(town, lambda said: f"{next(FORMULAS)} {MARK}{next(numbers)} {said}")
    files = [stop for stop in await answered(town, await addresses(town)) if stop.kind in (XLSX, CSV)]
    assert files, "the console has exports"
    assert {file.path: live(file.content, file.kind) for file in files if live(file.content, file.kind)} == {}
    assert any(MARK in words(file.content, file.kind) for file in files), "what residents wrote is in one of them"


def test_a_formula_would_be_found() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "=1+1")
        sheet.write(1, 0, "https://mikkeli.fi")
    assert len(live(made.getvalue(), XLSX)) == 2
    assert live(b'nimi;idea\r\nAino;"=1+1"\r\n', CSV) == ["=1+1"]
    assert live(b"maara\r\n-3\r\n", CSV) == []
    with pytest.raises(ValueError, match="text/plain"):
        live(b"", "text/plain")
