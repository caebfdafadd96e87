"""Words on which the provider of text messages acts by itself, and what then remains for us.

default — Twilio answers STOP, START and HELP words in English and blocks at STOP; we stay silent and remember the
          block as the address's state, which changes no consent.
freed   — the words are ours (Advanced Opt-Out with its keywords taken away): only STOP and LOPETA stop.
Whatever the mode, one of the two answers, never both: where the provider says that it acted (OptOutType), it has
answered. Sources: help.twilio.com, "Twilio support for opt-out keywords"; CHANNELS, "Opt-out".
"""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """What the provider took a word for."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    NONE = ""


MODES = ("freed", "default")
_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT"})
_START = frozenset({"START", "YES", "UNSTOP"})
_HELP = frozenset({"HELP", "INFO"})


def acted_on(text: str, *, mode: str, announced: str = "") -> Word:
    """What the provider did with a message before we got it; `announced` is its own word for it."""
    if announced:
        return Word(announced.lower())
    if mode != "default":
        return Word.NONE
    word = text.strip().upper()
    if word in _STOP:
        return Word.STOP
    if word in _START:
        return Word.START
    return Word.HELP if word in _HELP else Word.NONE
