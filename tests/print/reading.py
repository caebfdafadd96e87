"""Papers as others read them: their text, their pages as pictures, the codes in these. None of it made them."""

from __future__ import annotations

import io
import re

import pypdfium2
import zxingcpp
from PIL import Image
from pypdf import PdfReader


def text(pdf: bytes) -> str:
    """All text of a PDF; blanks of any kind are one space."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def letters(text: str) -> str:
    """Letters and digits alone: a long title may be hyphenated anywhere."""
    return "".join(sign for sign in text if sign.isalnum())


def pages(pdf: bytes) -> int:
    """How many pages."""
    return len(PdfReader(io.BytesIO(pdf)).pages)


def drawn(pdf: bytes, page: int = 0) -> Image.Image:
    """A page as a printer draws it, 200 dots an inch."""
    picture: Image.Image = pypdfium2.PdfDocument(pdf)[page].render(scale=200 / 72).to_pil()
    return picture


def codes(pdf: bytes) -> list[str]:
    """What a camera reads from the QR codes, page by page, sorted within each."""
    found = []
    for page in range(pages(pdf)):
        found += sorted(code.text for code in zxingcpp.read_barcodes(drawn(pdf, page)))
    return found
