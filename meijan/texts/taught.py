"""The command words that a text teaches: words in capitals, which must do something."""

from __future__ import annotations

import re

from dialogs import contact, vote
from dialogs.vote.codes import desk_code
from dialogs.words import answers, oneshot, organising
from dialogs.words.folding import plain

_TAUGHT = re.compile(r"\b[A-ZÅÄÖÉ]{2,}(?: [A-ZÅÄÖÉ]{2,})*\b")
_NO_COMMAND = frozenset({"GSM", "SMS"})


def taught(text: str) -> list[str]:
    """The command words in a text, in order."""
    return [word for word in _TAUGHT.findall(text) if word not in _NO_COMMAND]


def acts(word: str) -> str:
    """What a taught word does: the name of its command, or "" where it does nothing."""
    if (name := answers.global_word(word)) is not None:
        return name
    if desk_code(f"{word} K7F2M3P4") is not None:
        return "desk_code"
    if plain(word) in vote.OTHER_PERSON:
        return "other_person"
    for form in (word, f"{word} K7F2", f"{word} 12"):
        if (found := oneshot.command(form)) is not None:
            return found.name
    said = answers.yes_no(word)
    if said is not None:
        return "yes" if said else "no"
    if plain(word) in contact.MESSAGES:
        return "message"
    order = organising.order(f"{word} 12")
    return order.what if order is not None else ""
