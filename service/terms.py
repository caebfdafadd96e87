"""The words of a text as the index of published ideas has them: by their beginnings and by their base forms.

Finnish inflects: `penkkejä`, `penkeille` and `penkki` are one word. A Lemmatiser knows its base form and the parts of
a compound (service/voikko.py); without one the first five letters stand for it, which also hold for what no dictionary
knows: names, spoken words. All are folded (dialogs/words/folding.py). A beginning ends with `*`, a base form does not,
so that both fit in one index and none is taken for the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dialogs.words.folding import fold, without_svaa, word_list
from store.similar import Keys, Word

BEGINNING = 5  # letters
SHORTEST = 3  # letters of a word that tells anything
MOST_WORDS = 40  # of one text; what follows in a long letter is not looked at

Lemmas = Callable[[str], Iterable[str]]
"""The base forms of a word and of its parts, in its own spelling; none for a word that is not known."""

_WORD = re.compile(r"[^\W\d_]+")

# what people say of any idea; written forms, spoken forms, base forms
EMPTY = word_list("""
lisää|lisätä|enemmän|uusi|uusia|uuden|parempi|parempia|oma|haluta|haluan|haluaisin|halutaan|toivoa|toivon|toivoisin|toive
tarvita|tarvitaan|tarvitsee|tarvitsemme|tarvis|tarttis|tarvii|pitää|pitäisi|pitäis|pitäs|täytyy|kannattaa|kannattaisi
voida|voi|voisi|vois|voisiko|voisko|voitaisiin|saada|saa|saisi|sais|saisiko|saatais|saataisiin
olla|on|ois|olisi|olis|onko|oli|ollut|ole|ovat|oot|tehdä|tehdään|tekisi|tehtäisiin|laittaa|laitetaan|laittaisi
ehdottaa|ehdotan|ehdotus|idea|ideani|ideana|kaupunki|kaupungin|kaupunkiin|kaupungissa|kaupungille
mikkeli|mikkelin|mikkeliin|mikkelissä|meille|meidän|miun|minun|minusta|musta
sinne|siellä|sieltä|siihen|siinä|tämä|tähän|tässä|täällä
joka|jossa|johon|jolla|missä|mihin|kun|että|jotta|koska|niin|myös|sekä|tai|vai|mutta
kanssa|kaa|kaikki|kaikille|joku|jokin|jotain|mitään|yhtään|ihan|kiva|kivaa|hyvä|hyvää|paljon|nyt|vielä|aina|enää|kiitos|kiitti|hei|moi|terveisin|pois|asti
more|please|would|like|city|the|and|for|could|skulle|vill|behöver|till|och|det|finnas|kunde|staden
""")


@dataclass(frozen=True)
class Terms:
    """Makes the keys of a text, with base forms where there is a lemmatiser."""

    lemmas: Lemmas | None = None

    def keys(self, text: str) -> Keys:
        """The words that tell something, each once, in the order of the text."""
        words: dict[Word, None] = {}
        for word in _WORD.findall(unicodedata.normalize("NFC", text))[:MOST_WORDS]:
            folded = without_svaa(fold(word))
            if len(folded) < SHORTEST or folded in EMPTY:
                continue
            lemmas = tuple(dict.fromkeys(fold(one) for one in self.lemmas(word))) if self.lemmas is not None else ()
            if EMPTY.isdisjoint(lemmas):
                words[Word(folded[:BEGINNING] + "*", lemmas)] = None
        return Keys(tuple(words), self.lemmas is not None)
