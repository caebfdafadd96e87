"""Numbers as the whole message: `3 7 12`, `nro 3,7 & 12`, `1 ja 3`, `ykkönen`, `kolome`, `3 7 12 t. Aino`.

Two outcomes: certain, and unclear where a person must be asked (`3712` may be three numbers, `1-3` two or
three). In an open election `3.7.12` is three numbers; whether a message is a date is asked from `dates`, by
the caller.
"""

import re
from dataclasses import dataclass

from dialogs.words.folding import collapse, fold, without_svaa, word_list

HIGHEST = 99
"""Without better knowledge, a higher number is likely several numbers run together: unclear."""

_WORDS = """
0  nolla noll zero
1  yksi yks yksinumero ykkönen ykkone ykkösen ykköstä ykköseen yhden eka ekan ekana ensimmäinen
1  ensimmäine ensimmäisen ensmäinen ensmäne yk1 ett ettan första one first
2  kaksi kaks kakkonen kakkone kakkosen kakkosta kahden kahta toinen toine toisen toka tokan tvåa
2  två tvåan andra two second
3  kolme kolm kolmonen kolmone kolmosen kolmosta kolmen kolmas kolmannen tre trea trean tredje
3  three third
4  neljä nelijä nelonen nelone nelosen nelosta neljän neljäs neljännen fyra fyran fjärde four
4  fourth
5  viisi viis viitonen viitone viitosen viitosta viiden viijen viides viijes viidennen fem femma
5  femman femte five fifth
6  kuusi kuus kuutonen kuutone kuutosen kuutosta kuuden kuuen kuudes kuues kuudennen sexa sexan
6  sjätte six sixth
7  seitsemän seitemän seittemä seiska seiskan seitsemäs seittemäs sju sjua sjuan sjunde seven
7  seventh
8  kahdeksan kaheksan kaheksa kaheksikko kahdeksikko kasi kasin kahdeksas kaheksas åtta åttan
8  åttonde eight eighth
9  yhdeksän yheksän yheksä yheksikkö yhdeksikkö ysi ysin yhdeksäs yheksäs nio nia nian nionde nine
9  ninth
10 kymmenen kymmene kymmen kymppi kympin kymmenes tio tia tian tionde ten tenth
11 yksitoista ykstoista yhdestoista elva elfte eleven
12 kaksitoista kakstoista kahdestoista tolv tolfte twelve
13 kolmetoista kolmastoista tretton thirteen
14 neljätoista neljästoista fjorton fourteen
15 viisitoista viistoista viidestoista femton fifteen
16 kuusitoista kuustoista kuudestoista sexton sixteen
17 seitsemäntoista seittemäntoista seitsemästoista sjutton seventeen
18 kahdeksantoista kaheksantoista kahdeksastoista arton aderton eighteen
19 yhdeksäntoista yheksäntoista yhdeksästoista nitton nineteen
20 kaksikymmentä kakskymmentä kakskyt tjugo twenty
30 kolmekymmentä kolmekyt trettio thirty
"""
"""Swedish `en` and `sex` are missing on purpose: the first says no in Finnish, the second is rarely six."""

_BESIDE = frozenset(
    collapse(word)
    for word in word_list("""
ja | sekä | och | and | plus | myös | nro | nrot | nr | no | n | o | num | numer | nummer | number | numero
numerot | numeroa | numeroita | numeron | kohde | kohteet | kohta | kohdat | kohteelle | kohteille
vaihtoehto | vaihtoehdot | hanke | hankkeet | projekti | valitsen | valinta | otan | ääni | äänet | ääneni
joo | kiitos | kiitti | tack | please | thanks
""")
)
"""Words that may stand beside the numbers."""

_BY_WORD = {
    collapse(fold(word)): int(line.split()[0]) for line in _WORDS.strip().splitlines() for word in line.split()[1:]
}
for _tens, _value in (("kaksikymmentä", 20), ("kakskyt", 20), ("kolmekymmentä", 30)):
    _ones = {word: value for word, value in _BY_WORD.items() if 1 <= value <= 9}
    _BY_WORD |= {collapse(fold(_tens)) + word: _value + value for word, value in _ones.items()}

_SIGNED = re.compile(
    r"[\s,.;–-]+(?:t\s?[.:]|terv\w*|ystävällisin|mvh|hälsn\w*|regards|br|nimim\w*|toivoo|toivottaa"
    r"|[/–-](?-i:\s?[A-ZÅÄÖ][a-zåäö]))\s*[.:,]?\s*\D{0,60}$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_PIECE = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
_AMOUNT = frozenset("€$%=<>@")
"""Beside these a number is a sum or a share, not a choice. Other signs, emoji too, only separate."""
_TWO_WITH_DASH = re.compile(r"^\D*(\d+)\s*[-–]\s*(\d+)\D*$")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers in the order written, repeats kept. Not certain: ask before acting."""

    values: tuple[int, ...]
    certain: bool


def number_list(text: str, *, highest: int = HIGHEST) -> Numbers | None:
    """The numbers that the whole message lists, or None when it says anything else.

    `highest` is the highest number on the list that the resident has before them. Certain means: each is
    between 1 and `highest`, and nothing can be read in two ways.
    """
    if len(text) > 300:
        return None
    values: list[int] = []
    pieces = _PIECE.findall(_SIGNED.sub("", text) if _DIGIT.search(text) else text)
    for piece in pieces[:80]:
        if piece.isdecimal():
            values.append(int(piece[:9]))
        elif piece in _AMOUNT:
            return None
        elif piece.isalpha():
            value = number_word(piece)
            if value is not None:
                values.append(value)
            elif collapse(fold(piece)) not in _BESIDE:
                return None
    if not values or len(pieces) > 80 or len(values) > 40:
        return None
    sane = all(1 <= value <= highest for value in values)
    return Numbers(tuple(values), certain=sane and not _TWO_WITH_DASH.match(text) and "?" not in text)


def a_number(text: str, *, highest: int = HIGHEST) -> int | None:
    """The one number that the whole message is: `1`, `1.`, `ykkönen`, `numero yksi`, `1 kiitos`, `0`."""
    found = number_list(text, highest=highest)
    if found is None or len(found.values) != 1:
        return None
    value = found.values[0]
    return value if 0 <= value <= highest else None


def number_word(word: str) -> int | None:
    """The value of one number word in nominative, spoken or Savo form, or None."""
    folded = fold(word)
    value = _BY_WORD.get(collapse(folded))
    return value if value is not None else _BY_WORD.get(collapse(without_svaa(folded)))


_GROUP = """
2 kahdestaan kahestaan kahen kahden molemmat
3 kolmestaan kolmistaan
4 nelistään nelijästään neljästään
5 viidestään viijestään
6 kuudestaan kuuestaan
"""
_BY_GROUP = {
    collapse(fold(word)): int(line.split()[0]) for line in _GROUP.strip().splitlines() for word in line.split()[1:]
}
_PEOPLE = re.compile(r"henk\w*|hengel\w*|hlo|ihmis\w*|paikkaa|tulijaa|osallistuja\w*|personer|people|persons?")


def party(text: str) -> int | None:
    """How many come, when said: `tullaan kahestaan`, `3 henkeä`, `meitä on kolme`."""
    words = re.findall(r"[^\W_]+", fold(text[:300]))
    for at, word in enumerate(words):
        if collapse(word) in _BY_GROUP:
            return _BY_GROUP[collapse(word)]
        value = int(word[:4]) if word.isdecimal() else number_word(word)
        after = words[at + 1] if at + 1 < len(words) else ""
        if value and value < HIGHEST and (_PEOPLE.fullmatch(after) or "meita" in words[max(0, at - 2) : at]):
            return value
    return None
