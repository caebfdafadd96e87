"""How an organiser's message reads, and how many she may send."""

from __future__ import annotations

from store.events import EventRow

MESSAGES_A_DAY = 3
"""To those who come to one event."""
MESSAGE = "message"
"""As store/organised.py counts it."""


def told(event: EventRow, text: str, language: str) -> str:
    """An organiser's text with who says it and of which event: "Haukivuoren kyläyhdistys, Kahvihetki: …"."""
    name = event.said("name", language) or event.said("title", language)
    said = " ".join(text.split())
    end = "" if said.endswith((".", "!", "?", ":")) else "."  # more follows in the same message
    return f"{event.association}, {name}: {said}{end}"
