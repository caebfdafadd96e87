"""A known word with a slip of the thumb in it: one letter too few, one too many, or two swapped.

A changed letter is not forgiven here: it makes another word too often (`selvä`, `selkä`). Nor is one too many at the
end (`perun`, `peruna`), nor anything but a swap in a short word (`kieli`, `keli`). This reads whole messages of a few
words, where a sentence cannot help.
"""

from collections.abc import Iterable, Mapping

from dialogs.words.answers import GLOBAL_WORDS, STOP
from dialogs.words.folding import collapse, fold
from dialogs.words.oneshot import NAMES

SHORTEST = 5
"""Letters of a word in which a letter may be missing or too many."""
SHORTEST_SWAP = 4

_DAYS = """
tänään huomenna huomenaamulla ylihuomenna viikonloppuna viikolla kuussa päästä loppuviikosta
maanantai maanantaina tiistai tiistaina keskiviikko keskiviikkona torstai torstaina perjantai perjantaina
lauantai lauantaina sunnuntai sunnuntaina illalla aamulla iltana aamuna päivällä seuraavana tulevana
tammikuussa helmikuussa maaliskuussa huhtikuussa toukokuussa kesäkuussa heinäkuussa elokuussa syyskuussa
lokakuussa marraskuussa joulukuussa jouluna vappuna tomorrow imorgon måndag tisdag onsdag torsdag fredag lördag
söndag monday tuesday wednesday thursday friday saturday sunday
"""
_OTHERS = frozenset(collapse(fold(word)) for word in ("huomenta", "sotia"))
"""Words in their own right that look like a slip in another."""
_INTENTS = {
    "back": "menu",
    "call": "call_me",
    "my_data": "mydata",
    "privacy": "mydata",
    "en": "language",
    "sv": "language",
    "fi": "language",
    "start": "menu",
}
"""Command words that are intents under another name."""
_ROUTED = frozenset({"menu", "cancel", "help", "language", "human", "delete", "idea", "signup", "vote", "events"})


class Slips:
    """Finds the known word that somebody meant. Words are folded; a letter doubled or not is of no account."""

    def __init__(self, words: Iterable[str]) -> None:
        self.known = {short: word for word in words if len(short := collapse(word)) >= SHORTEST_SWAP}
        self._lacking: dict[str, set[str]] = {}
        for short in self.known:
            if len(short) > SHORTEST:
                for left in _one_left_out(short):
                    self._lacking.setdefault(left, set()).add(short)

    def meant(self, word: str) -> str | None:
        """The one known word that is at most a slip away; None where there are none or several."""
        short = collapse(word)
        if short in self.known:
            return self.known[short]
        if len(short) < SHORTEST_SWAP or short in _OTHERS:
            return None
        found = self.known.keys() & _swapped(short)
        if len(short) >= SHORTEST:
            found |= self._lacking.get(short, set()) | (self.known.keys() & _one_left_out(short, at_end=False))
        return self.known[found.pop()] if len(found) == 1 else None


def _one_left_out(word: str, *, at_end: bool = True) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word) if at_end else len(word) - 1)}


def _swapped(word: str) -> set[str]:
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}


def _taught() -> Mapping[str, str]:
    """The single words that we teach, folded, and the intent of each."""
    named = {**NAMES, **{word: name for word, name in GLOBAL_WORDS.items() if " " not in word}}
    intents = {collapse(fold(word)): _INTENTS.get(name, name) for word, name in named.items()}
    known = {word: intent for word, intent in intents.items() if intent in _ROUTED | set(_INTENTS.values())}
    return {**known, **{collapse(word): "stop" for word in STOP if " " not in word}}


TAUGHT = _taught()
_taught_slips = Slips(TAUGHT)
_day_slips = Slips(fold(word) for word in _DAYS.split())


def taught_word(word: str) -> str | None:
    """The intent of the taught word that was meant, where the whole message is this word."""
    meant = _taught_slips.meant(word)
    return TAUGHT[meant] if meant else None


def with_days_mended(words: list[str]) -> str | None:
    """`ensi maananntaina` → `ensi maanantaina`; None where no word is a day with a slip in it."""
    mended = [_day_slips.meant(word) or word for word in words]
    return " ".join(mended) if mended != words else None
