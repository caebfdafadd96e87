"""Telegram's texts: HTML mode, lengths, entities. Positions of entities are in UTF-16 code units.

Rules: https://core.telegram.org/bots/api#html-style and #messageentity. The words of the errors are the
real server's (github.com/tdlib/td, MessageEntity.cpp).
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024

_MARKUP = re.compile(r"<[^>]*>?|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"']+))?""")
_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![A-Za-z0-9_/])")

Entity = dict[str, Any]


class CannotParse(ValueError):
    """The text is not Telegram's HTML; the message says why."""


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def commands_in(text: str) -> list[Entity]:
    """Entities of the bot commands in a person's text, as their client marks them."""
    if "/" not in text:
        return []
    return [
        {"type": "bot_command", "offset": units(text[: found.start()]), "length": len(found.group())}
        for found in _COMMAND.finditer(text)
    ]


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities. Raises CannotParse."""
    if "<" not in source and "&" not in source:
        return source, []
    return _HtmlReader(source).read()


class _HtmlReader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.plain: list[str] = []
        self.length = 0  # of the plain text, UTF-16
        self.entities: list[Entity] = []
        self.open: list[tuple[str, int, dict[str, str]]] = []

    def read(self) -> tuple[str, list[Entity]]:
        position = 0
        for found in _MARKUP.finditer(self.source):
            self._add(self.source[position : found.start()])
            position = found.end()
            if found.group().startswith("&"):
                self._add(unescape(found.group()))
            else:
                self._tag(found.group(), found.start())
        self._add(self.source[position:])
        if self.open:
            raise CannotParse(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        return "".join(self.plain), sorted(self.entities, key=lambda e: (e["offset"], -e["length"]))

    def _add(self, text: str) -> None:
        if text:
            self.plain.append(text)
            self.length += units(text)

    def _tag(self, tag: str, start: int) -> None:
        place = f"at byte offset {len(self.source[:start].encode())}"
        closing = tag.startswith("</")
        if not tag.endswith(">"):
            raise CannotParse(f"Unclosed {'end' if closing else 'start'} tag {place}")
        if closing:
            return self._close(tag[2:-1].strip().lower(), place)
        name, rest = (*tag[1:-1].split(None, 1), "", "")[:2]
        name = name.lower()
        attributes = {found[1].lower(): unescape((found[2] or "").strip("\"'")) for found in _ATTRIBUTE.finditer(rest)}
        if name not in TAGS:
            raise CannotParse(f'Unsupported start tag "{name}" {place}')
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise CannotParse(f'Tag "span" must have class "tg-spoiler" {place}')
        self.open.append((name, self.length, attributes))
        return None

    def _close(self, name: str, place: str) -> None:
        if not self.open:
            raise CannotParse(f"Unexpected end tag {place}")
        opened, start, attributes = self.open.pop()
        if name and name != opened:
            raise CannotParse(f'Unmatched end tag {place}, expected "</{opened}>", found "</{name}>"')
        entity: Entity = {"type": TAGS[opened], "offset": start, "length": self.length - start}
        if opened == "a":
            if not attributes.get("href"):
                return  # a link without an address is plain text
            entity["url"] = attributes["href"]
        elif opened == "tg-emoji":
            entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        elif opened == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        if entity["length"]:
            self.entities.append(entity)


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The server cuts white space off both ends; entities move along and never stick out."""
    stripped = text.strip()
    if stripped == text:
        return text, entities
    cut = units(text[: len(text) - len(text.lstrip())])
    end = units(stripped)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        stop = min(entity["offset"] + entity["length"] - cut, end)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return stripped, kept
