"""Cells for spreadsheets. What people wrote must not become a formula on the screen of who opens the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter  # type: ignore[import-untyped]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a program may take for the beginning of one (OWASP, "CSV Injection")."""


def inert(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def table(head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """A CSV file as spreadsheets here open it: semicolons, UTF-8 with a mark; every text inert."""
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + output.getvalue().encode()


def workbook(head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """The same as an Excel file: every text is a text, no formula and no link; a row at a time in memory."""
    output = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(output, {"constant_memory": True, "in_memory": False, **plain}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, head, bold)
        for n, row in enumerate(rows, 1):
            sheet.write_row(n, 0, row)
    return output.getvalue()
