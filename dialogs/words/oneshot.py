"""The forms that we teach, one message for a whole errand: `IDEA penkki rantaan`, `ILMO 12 3`, `ÄÄNESTÄ 3 7
12`.

The command word comes first (a number may: `4 ilmo`), in any case, with or without dots. What follows is
kept as the resident wrote it. These act at once (JOURNEYS.md, rule 6), so a command whose argument does not
fit is no command: `peru ilmoittautuminen` and `äänestä minua` go to `intents`, which asks.
"""

import re
from dataclasses import dataclass
from typing import Literal

from dialogs.words.codes import read_code
from dialogs.words.folding import collapse, fold, plain, word_list
from dialogs.words.numbers import Numbers, number_list, number_word

Name = Literal[
    "idea", "change", "association", "cancel", "support", "signup", "vote", "events", "results", "more",
    "consent",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Command:
    """One taught form. `rest` is all after the command word, verbatim.

    The other fields are what was read from it.
    """

    name: Name
    rest: str = ""
    number: int | None = None
    code: str | None = None
    size: int | None = None
    note: str = ""
    numbers: Numbers | None = None


TABLE = """
idea         idea idé ideä ehdotus ehotus förslag aloite proposal
change       muuta muutos korjaa change ändra
association  yhdistys association förening järjestö
cancel       peru peruuta perun peruutan avboka cancel avbryt
support      kannatan kannata kannatus tuen stöd stöder support
signup       ilmo ilmoittaudu ilmoittaudun ilmottaudu ilmottaudun ilmota ilmoita anmäl signup join
vote         äänestä äänestän äänestys äänestykseen ääni ääneni rösta röst vote
events       tapahtumat tapahtuma evenemang events
results      tulokset tulos resultat results
more         lisää lisätietoa mer more
consent      lupa tillstånd permission
"""
NAMES: dict[str, Name] = {}
for _line in TABLE.strip().splitlines():
    for _word in _line.split()[1:]:
        NAMES[collapse(fold(_word))] = _line.split()[0]  # type: ignore[assignment]

_FIRST_WORD = re.compile("^[\\W_]*((?:[^\\W\\d_]|[\u0300-\u036f])+)(\\s*[:.,!;–-]+\\s*|\\s+|(?=\\d)|$)")
_NUMBER_FIRST = re.compile(r"^\s*(\d{1,4})[.:,]?\s+([^\W\d_]+)[\s.!]*$")
_SIGNUP = re.compile(
    r"^(?:nro|nr|numero|numeroon|n:o)?[\s.:]*(\d{1,4})(?:[\s.,:;x]+(\d{1,2}|[^\W\d_]+)\b(?!\.\d))?[\s.,]*(.*)$",
    re.IGNORECASE | re.DOTALL,
)
_PEOPLE = re.compile(r"^(?:henk\w*|hlö\w*|ihmis\w*|personer|people|persons?|paikkaa|kpl)\b[\s.,!]*", re.IGNORECASE)
_ABOUT = word_list("""
on | ei | oli | olisi | perustettiin | perustettu | järjestää | haluaa | hakee
miten | mikä | mitä | milloin | missä | mistä | kuinka
""")
"""After `idea`, `ehdotus`, `yhdistys`: a sentence about one, not a new one."""


LOOKED_AT = 4000
"""Characters in which a command is looked for; the text of an idea is taken whole."""


def command(text: str, *, strict: bool = False) -> Command | None:
    """The taught form that the message is, or None.

    `strict` is for a moment when another, optional question is open: True only for the unmistakable. That
    is the command word in CAPITALS or with a colon, alone, or with a number or code that leaves nothing
    over.
    """
    whole, text = text, text[:LOOKED_AT]
    turned = _NUMBER_FIRST.match(text)
    if turned:
        text = f"{turned[2]} {turned[1]}"
    match = _FIRST_WORD.match(text)
    if match is None:
        return None
    name = NAMES.get(collapse(fold(match[1])))
    if name is None:
        return None
    rest = (whole if name in _FREE_TEXT and not turned else text)[match.end() :].strip()
    found = _READERS[name](name, rest) if rest else Command(name)
    if found is None or (found.name in _NEED_ARGUMENT and not rest):
        return None
    unmistakable = ":" in match[2] or (len(match[1]) > 1 and match[1].isupper())
    if rest and name in _FREE_TEXT and not unmistakable and (strict or plain(rest).split(" ")[0] in _ABOUT):
        return None
    return found


_FREE_TEXT = frozenset({"idea", "change", "association"})
_NEED_ARGUMENT = frozenset({"support", "change", "association", "consent"})


def _free(name: Name, rest: str) -> Command | None:
    return Command(name, rest)


def _alone(name: Name, rest: str) -> Command | None:
    return Command(name) if plain(rest) in {"", "kiitos", "tack", "please"} else None


def _code_or_number(name: Name, rest: str) -> Command | None:
    """`PERU 12`, `PERU K7F2`, `KANNATAN k7 f2.`; support takes codes only."""
    bare = rest.strip(" .!,")
    code = read_code(bare)
    if code is not None:
        return Command(name, rest, code=code)
    found = number_list(rest, highest=9999)
    if name != "support" and found is not None and found.certain and len(found.values) == 1:
        return Command(name, rest, number=found.values[0])
    return None


def _number(name: Name, rest: str) -> Command | None:
    """`LUPA 12`."""
    found = number_list(rest, highest=9999)
    if found is None or not found.certain or len(found.values) != 1:
        return None
    return Command(name, rest, number=found.values[0])


def _numbers(name: Name, rest: str) -> Command | None:
    """`ÄÄNESTÄ 3 7 12`, `LISÄÄ 4`."""
    found = number_list(rest)
    if found is None:
        return None
    return Command(name, rest, number=found.values[0] if len(found.values) == 1 else None, numbers=found)


def _signup(name: Name, rest: str) -> Command | None:
    """`ILMO 12`, `ILMO 12 3`, `ILMO 12 kolme henkeä`, `ILMO 12 pyörätuoli`, `ILMO 12 3 kaksi lasta
    mukana`.
    """
    match = _SIGNUP.match(rest)
    if match is None:
        return None
    number, second, note = int(match[1]), match[2] or "", match[3].strip()
    size = int(second) if second.isdecimal() else number_word(second)
    if second and size is None:
        note = rest[match.start(2) :].strip()
    elif size is not None:
        note = _PEOPLE.sub("", note)
    if number_list(note, highest=9999) is not None:
        return Command(name, rest, number=number, numbers=number_list(rest, highest=9999))
    return Command(name, rest, number=number, size=size or None, note=note)


_READERS = {
    "idea": _free,
    "change": _free,
    "association": _free,
    "cancel": _code_or_number,
    "support": _code_or_number,
    "signup": _signup,
    "vote": _numbers,
    "events": _alone,
    "results": _alone,
    "more": _numbers,
    "consent": _number,
}
