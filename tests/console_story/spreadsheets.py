"""What a spreadsheet program would run when it opens a file of ours."""

from __future__ import annotations

import csv
import io
import re
import zipfile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
BEGINS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to one program or another (OWASP, "CSV injection")."""
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")


def live(content: bytes, kind: str) -> list[str]:
    """Cells that are not just words and numbers. Raises ValueError for a kind that we do not know."""
    if kind == XLSX:
        return _in_workbook(content)
    if kind == CSV:
        text = content.decode("utf-8-sig")
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in text.split("\n", 1)[0] else ",")
        return [cell for row in rows for cell in row if cell.startswith(BEGINS) and not _NUMBER.fullmatch(cell)]
    raise ValueError(kind)


def _in_workbook(content: bytes) -> list[str]:
    """Formulas, links and connections to elsewhere."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = book.namelist()
        sheets = [book.read(name).decode() for name in names if name.startswith("xl/worksheets/")]
    found = [name for name in names if re.search(r"externalLink|connections|vbaProject|queryTable", name)]
    return found + [match for sheet in sheets for match in re.findall(r"<f[ >].*?</f>|<hyperlink\s[^>]*>", sheet)]


def words(content: bytes, kind: str) -> str:
    """All text of the file, to look for something in."""
    if kind == CSV:
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
