"""What an event's organiser writes: `LISTA 12`, `PERUUTA 12 liukas keli`, `VIESTI 12 …`, `PAIKALLA 12 9`.

The word comes first, then the number of the event, whatever the case. VIESTI without a number is something else
(a wish for messages in the place of a call), and so is a sentence about a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from dialogs.words.folding import collapse, fold, plain
from dialogs.words.numbers import a_number

What = Literal["list", "cancel", "message", "attended"]

TABLE = """
list      lista listaa osallistujat deltagare deltagarlista list participants
cancel    peruuta peru peruutetaan perutaan inställ avboka cancel
message   viesti viestiä meddelande message
attended  paikalla paikallaolijat läsnä närvarande attended present
"""
_WORDS: dict[str, What] = {
    collapse(fold(word)): line.split()[0]  # type: ignore[misc]
    for line in TABLE.strip().splitlines()
    for word in line.split()[1:]
}
_TWO = {"ställ in": "inställ", "på plats": "närvarande"}
_MORE = {"lisaa", "lisa", "mer", "more"}
_FORM = re.compile(
    r"^[\W_]*(?P<word>ställ\s+in|på\s+plats|[^\W\d_]+)"
    r"(?:[\s:.,;]+(?:(?:nro|nr|numero|nummer|number|n:o)[\s.:]*)?(?P<number>\d{1,4})\b(?!\.\d)[\s.,:;–-]*(?P<rest>.*))?$",
    re.IGNORECASE | re.DOTALL,
)
LONGEST = 2000
"""Characters that are looked at; what is sent on is far shorter."""
MOST_PEOPLE = 99_999


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked; `number` None: LISTA alone. `rest` is verbatim: the reason, the text. `people` were there."""

    what: What
    number: int | None = None
    rest: str = ""
    people: int | None = None
    more: bool = False  # the next page of a list
    taught: bool = True  # by the organiser's own word; PERU is everybody's


def order(text: str) -> Order | None:
    """The order that the message is, or None."""
    found = _FORM.match(text.strip()[:LONGEST])
    if found is None:
        return None
    word = " ".join(found["word"].casefold().split())
    what = _WORDS.get(collapse(fold(_TWO.get(word, word))))
    if what is None:
        return None
    if found["number"] is None:
        return Order("list") if what == "list" else None
    number, rest = int(found["number"]), found["rest"].strip()
    match what:
        case "list":
            more = plain(rest) in _MORE
            return Order(what, number, more=more) if more or not rest else None
        case "cancel":
            return Order(what, number, rest, taught=fold(word) != "peru")
        case "message":
            return Order(what, number, rest)
    people = a_number(_PEOPLE.sub("", rest), highest=MOST_PEOPLE) if rest else None
    return Order(what, number, people=people) if people is not None or not rest else None


_PEOPLE = re.compile(r"\s*(?:henk\w*|hlö\w*|ihmis\w*|personer|people|persons?|kpl)\b[\s.,!]*$", re.IGNORECASE)


def wants_more(text: str) -> bool:
    """The whole message asks for the next page."""
    return plain(text) in _MORE


_CODE = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SHORT = 40
"""Characters; a longer message that has four digits somewhere is something else."""


def code(text: str) -> str | None:
    """The four digits that the message answers with: `4821`, `koodi on 4821`. None: no code in it."""
    found = _CODE.findall(text) if len(text) <= _SHORT else []
    return str(found[0]) if len(found) == 1 else None
