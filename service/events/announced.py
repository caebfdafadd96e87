"""What an organiser's message to those who come says, and how often one may go."""

from __future__ import annotations

from store.events import EventRow
from store.organised import MESSAGE

__all__ = ["MESSAGE", "MESSAGES_A_DAY", "told"]
MESSAGES_A_DAY = 3
"""To those who come to one event."""


def told(event: EventRow, text: str, language: str) -> str:
    """An organiser's text with who says it and of which event: "Haukivuoren kyläyhdistys, Kahvihetki: …"."""
    name = event.said("name", language) or event.said("title", language)
    said = " ".join(text.split())
    end = "" if said.endswith((".", "!", "?", ":")) else "."  # more follows in the same message
    return f"{event.association}, {name}: {said}{end}"
