"""Cutting a text that is too long for Telegram without harm to a letter, an emoji or, if possible, a word."""

from __future__ import annotations

import unicodedata
from typing import Final

MORE: Final = "…"
JOINER: Final = "\u200d"


def units(text: str) -> int:
    """Length in UTF-16 units: Telegram's measure of offsets, and never less than the number of characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """The text, or as much of its beginning as fits in `limit` UTF-16 units together with an ellipsis."""
    if units(text) <= limit:
        return text
    room, end = limit - units(MORE), 0
    for character in text:
        room -= 1 + (character > "\uffff")
        if room < 0:
            break
        end += 1
    whole = next((at for at in range(end, 0, -1) if _boundary(text, at)), end)
    word = max(text.rfind(gap, 0, whole + 1) for gap in " \n")
    if word > max(whole - 40, 0):  # a longer "word" is cut where it is
        whole = word
    return text[:whole].rstrip() + MORE


def _boundary(text: str, at: int) -> bool:
    """Does a grapheme cluster end before text[at]? UAX #29: the rules that Latin text and emoji need."""
    before, after = text[at - 1], text[at]
    if JOINER in (before, after) or _extends(after) or (before, after) == ("\r", "\n"):
        return False
    if _flag(before) and _flag(after):
        start = at
        while start > 0 and _flag(text[start - 1]):
            start -= 1
        return (at - start) % 2 == 0
    return True


def _extends(character: str) -> bool:
    """Combining marks, variation selectors, skin tones, tags."""
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
