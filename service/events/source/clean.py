"""Texts of other systems, as a message can carry them: no HTML, no control characters, no more than fits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any

from service.wording import gate
from service.words import LANGUAGES, SHORT, Words

LONGEST = {"title": 120, "place": 80, "address": 120, "text": 600, "price": 120, "arranger": 120}
"""Characters that are kept of a text."""
NAMES = {
    "title": "otsikko",
    "place": "paikka",
    "address": "osoite",
    "text": "kuvaus",
    "price": "hinta",
    "arranger": "järjestäjä",
}
LOOKED_AT = 20_000  # characters: HTML beyond is never shown, and reading it may cost more than its length
_LANGUAGE = {"sv": "ruotsinkielistä", "en": "englanninkielistä"}
# control characters, marks that turn the direction of text, lone surrogates, what is no character
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_TAG = re.compile(r"<[a-zA-Z/!?]|&[#a-zA-Z]")
_URL = re.compile(r"https?://[^\s<>\"\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\ud800-\udfff]+")
_BLOCKS = {"br", "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "section", "article", "td"}
_SILENT = {"script", "style", "head", "template", "noscript", "iframe", "object", "svg", "math"}


class _Text(HTMLParser):
    """The text of HTML; what only a browser runs is dropped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def plain(raw: str) -> str:
    """The text of HTML or of text, on lines without needless spaces; empty lines are gone."""
    text = raw[:LOOKED_AT]
    if _TAG.search(text):
        reader = _Text()
        try:
            reader.feed(text)
            reader.close()
            text = "".join(reader.parts)
        except (AssertionError, ValueError):  # of a parser that meets what it never expected
            text = re.sub("<[^<>]*>", " ", text)
    text = unicodedata.normalize("NFC", _UNSEEN.sub(" ", text.replace("\r", "\n")))
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))


def shortened(text: str, most: int) -> str:
    """No more than `most` characters, cut at a word."""
    if len(text) <= most:
        return text
    cut = text[: most - 2]
    return (cut.rsplit(None, 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,;:.-–(") + "…"


def short_name(title: str, units: Callable[[str], int | None]) -> str:
    """What text messages call it: at most SHORT septets of GSM-7, whole words while one fits."""
    text = " ".join("".join(char for char in gate(title) if units(char) is not None).split())
    while (units(text) or 0) > SHORT:
        text = text.rsplit(None, 1)[0] if " " in text else text[:-1]
        text = text.rstrip(" ,;:-.(&/+\"'")
    return text.strip(" ,;:-.&/+") or "Tapahtuma"


class Cleaner:
    """Cleans the texts of one item and remembers what was done, in Finnish."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        """Remember once."""
        if text not in self.notes:
            self.notes.append(text)

    def line(self, raw: object, field: str) -> str:
        """One text, cleaned; "" for what is no text."""
        if not isinstance(raw, str):
            return ""
        text = plain(raw)
        if field != "text":  # a description may well be HTML
            text = " ".join(text.split())
            if _TAG.search(raw) and text != " ".join(raw.split()):
                self.note(f"{NAMES[field]}: HTML poistettu")
        if _UNSEEN.search(raw.replace("\r", "")):
            self.note(f"{NAMES[field]}: ohjausmerkkejä poistettu")
        most = LONGEST[field]
        if len(text) > most:
            if field != "text":
                self.note(f"{NAMES[field]}: lyhennetty, {len(raw)} merkkiä")
            text = shortened(text, most)
        return text

    def words(self, raw: object, field: str) -> Words | None:
        """A text in its languages; Swedish or English stands in for Finnish. None where there is no text."""
        if isinstance(raw, str):
            raw = {"fi": raw}
        if not isinstance(raw, Mapping):
            return None
        said = {language: self.line(raw.get(language), field) for language in LANGUAGES}
        if not said["fi"]:
            other = next((language for language in LANGUAGES if said[language]), None)
            if other is None:
                return None
            said["fi"] = said[other]
            if field == "title":
                self.note(f"{NAMES[field]}: suomi puuttuu, käytämme {_LANGUAGE[other]}")
        for language in ("sv", "en"):
            if said[language] == said["fi"]:
                said[language] = ""
        return Words(**said)

    def url(self, raw: object) -> str:
        """An address of the web that fits, or ""."""
        if not isinstance(raw, str) or not (text := raw.strip()):
            return ""
        if len(text) > 500 or not _URL.fullmatch(text):
            self.note("verkko-osoite: ei kelpaa, jätetty pois")
            return ""
        return text


def area_of(areas: tuple[str, ...], texts: list[str]) -> str:
    """The part of the city that one of the texts names, the first text first: "Rantakylän kirjasto" is in Rantakylä.

    A street is not a place: Otavankatu is not in Otava.
    """
    for said in texts:
        for area in areas:
            if re.search(rf"\b{re.escape(area)}(n|ssa|lla|ssä|llä|an|än)?\b", said, re.IGNORECASE):
                return area
    return ""


def at_most(value: Any, most: int) -> str:
    """Something of an item as a line may show it."""
    return shortened(" ".join(plain(value if isinstance(value, str) else str(value)[:200]).split()), most)
