"""Telegram's slash commands as the words that they stand for: `/idea penkki` is IDEA penkki."""

from __future__ import annotations

import re

_SLASH = re.compile(r"^/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?$", re.IGNORECASE | re.DOTALL)
WORDS = {
    "start": "valikko",
    "idea": "idea",
    "aanesta": "äänestä",
    "tapahtumat": "tapahtumat",
    "omat": "ideani",
    "ohje": "ohje",
    "help": "ohje",
    "kieli": "kieli",
    "language": "kieli",
    "stop": "lopeta",
    "settings": "omat tiedot",
}


def unslashed(text: str) -> str:
    """The text with a known slash command as its word; an unknown one asks for the menu."""
    match = _SLASH.match(text.strip())
    if match is None:
        return text
    word = WORDS.get(match[1].lower())
    if word is None:
        return "valikko"
    return f"{word} {match[2]}" if match[2] else word
