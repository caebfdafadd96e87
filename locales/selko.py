"""A linter of easy Finnish (selkokieli): what makes a sentence hard to read for somebody who reads poorly.

Rules after the guidelines of Selkokeskus and Selkomittari 2.0 (https://selkokeskus.fi); the limits in numbers are ours.
What needs morphology (passive, cases, constructions) is looked at only where a Morphology is given. Words in capitals
are command words and no Finnish; a placeholder stands for what it is filled with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from locales.morphology import Morphology, Reading

LONG, TOO_LONG = 10, 15  # words in a sentence: a warning over the first, an error over the second
LONG_WORD = 18  # letters
CLAUSES = 1  # of the words below, in a sentence
NUMBERS = 2  # in a sentence
SENTENCES = 3  # in a paragraph: a word alone ("Kiitos!") is none, and a question is one with what to answer

CONJUNCTION = re.compile(
    r"\b(?:että|ettei|koska|jotta|jottei|kun|jos|ellei|jo(?:ka|nka|ta|ssa|sta|hon|lla|lta|lle|na|ksi)"
    r"|jot(?:ka|ta)|jo(?:iden|ita|issa|ista|ihin|illa|ilta|ille))\b",
    re.IGNORECASE,
)
NEGATION = re.compile(r"\b(?:e[nt]|ei|emme|ette|eivät|ettei|ellei|älä|älkää|ilman)\b", re.IGNORECASE)
NUMBER = re.compile(r"\d+(?:[ .,:-]*\d+)*")  # "24.11.", "9-15" and "09 2525 0111" are one each
TE_WORD = re.compile(r"\b(?:te|tei(?:dän|dät|tä|lle|ltä|llä|ssä|stä|hin))\b", re.IGNORECASE)
ABBREVIATION = re.compile(
    r"\b(?:klo|esim|mm|ym|yms|jne|ns|tms|puh|nro|kpl|vrt|huom|em|ko|os|alk|s-posti|sis)\b\.?"
    r"|\b(?:ma|ti|ke|to|pe|la|su)\b\.?(?=\s*\d|-)",
    re.IGNORECASE,
)
BUDGETING = re.compile(r"osallistuva[a-zäö]* budjeto[a-zäö]+", re.IGNORECASE)
EXPLAINS = re.compile(r"\b(?:eli|tarkoittaa|siinä)\b", re.IGNORECASE)

OFFICIALESE = {
    r"mikäli": "jos",
    r"suorit\w+": "tehdä",
    r"viipymättä": "heti",
    r"välittömästi": "heti",
    r"toimesta": "kuka tekee",
    r"koskien": "asiasta",
    r"liittyen": "asiasta",
    r"koskevan?": "mistä",
    r"mukaisesti": "niin kuin",
    r"johdosta": "koska",
    r"edellyt\w+": "tarvitaan, täytyy",
    r"osalta": "sanan voi jättää pois",
    r"puitteissa": "sanan voi jättää pois",
    r"kysei(?:nen|sen|sessä|sestä|stä|seen)": "tämä, se",
    r"asianomai\w+": "se, jota asia koskee",
    r"mahdollist(?:aa|amme|avat|etaan)": "nyt voi",
    r"hyödyn(?:tää|nämme|netään)": "käyttää",
    r"toimenpi\w+": "teko, työ",
    r"huomioi\w*": "ottaa huomioon",
    r"ennakkoon": "etukäteen",
    r"ajankohta|ajankohda\w+": "aika",
    r"tiedustel\w+": "kysyä",
    r"ilmoittautumi\w+ suorit\w+": "ilmoittaudu",
    r"vastaanott(?:aa|amme|anut|aneet)": "saada",
    r"käsitellään": "luemme, päätämme",
    r"käsittelem\w+": "luemme, päätämme",
    r"lisätieto\w+": "lisää tietoa",
    r"osallistuja(?:t|a|ien|ille)": "ihmiset, jotka ovat mukana",
}
"""A word of officials → what people say. Stems, so that no morphology is needed."""
_OFFICIALESE = [(re.compile(rf"\b{stem}\b", re.IGNORECASE), say) for stem, say in OFFICIALESE.items()]

RARE_CASES = {"vajanto": "-tta", "seuranto": "-ne-", "keinonto": "-in"}
_COMMAND = re.compile(r"\b[A-ZÅÄÖÉ]{2,}\b")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\sa-zåäö])|(?<=:)\s+|\n+")
_ANSWER = re.compile(r"(?:Kirjoita|Vastaa|Soita|Ihminen auttaa)\b")  # what belongs to the question before it
_EVERYDAY = re.compile(r"seuraav", re.IGNORECASE)  # participles in form only

EXAMPLES = {
    "city": "Mikkelin kaupunki",
    "day": "tiistaina 24.11.",
    "since": "9",
    "until": "15",
    "at": "9",
    "n": "3",
    "number": "12",
}
"""What a placeholder stands for in a sentence. What people write is not ours to judge: one word."""


@dataclass(frozen=True)
class Finding:
    """Something that is hard to read: the rule, the words in question, advice in Finnish, whether it is an error."""

    rule: str
    where: str
    advice: str
    error: bool = False


def filled(pattern: str) -> str:
    """A text of the catalogue with its placeholders filled in for reading."""
    return re.sub(r"\{(\w+)\}", lambda found: EXAMPLES.get(found[1], "Sana"), pattern)


def sentences(paragraph: str) -> list[str]:
    """A paragraph cut where a reader stops: after a sentence and after a colon. "24.11. kello" is no end."""
    return [part for part in _SENTENCE_END.split(paragraph) if part]


def lint(pattern: str, morphology: Morphology | None = None) -> list[Finding]:
    """What is hard to read in a text of the Finnish catalogue, in the order of its sentences."""
    text = filled(pattern)
    found = list(_whole(text))
    for sentence in sentences(text):
        found += _sentence(sentence)
        if morphology is not None:
            found += _forms(sentence, morphology)
    return found


def _whole(text: str) -> Iterator[Finding]:
    for paragraph in re.split(r"\n+", text):
        if (said := _in_paragraph(paragraph)) > SENTENCES:
            yield Finding("paragraph", f"{said} virkettä", f"Kappaleessa on enintään {SENTENCES} virkettä.")
    for line in re.findall(r"[^\n.!?:]*[a-zåäö,](?=\n(?!\n)[a-zåäö])", text):
        yield Finding("line-break", line, "Älä katkaise riviä kesken virkkeen.")
    if (name := BUDGETING.search(text)) is not None and not EXPLAINS.search(text):
        yield Finding("unexplained", name[0], "Selitä sana: asukkaat päättävät, mihin raha menee.", error=True)


def _in_paragraph(paragraph: str) -> int:
    said = 0
    before = ""
    for sentence in re.split(r"(?<=[.!?])\s+(?=[^\sa-zåäö])", paragraph):
        answers = before.endswith("?") and _ANSWER.match(sentence)
        said += " " in sentence and not answers
        before = sentence
    return said


def _sentence(sentence: str) -> Iterator[Finding]:
    length = len(sentence.split())
    if length > LONG:
        advice = f"Virkkeessä on {length} sanaa. Tee kaksi virkettä."
        yield Finding("long-sentence", sentence, advice, error=length > TOO_LONG)
    plain = _COMMAND.sub("", sentence)
    for rule, limit, pattern, advice in _COUNTED:
        if len(pattern.findall(plain)) > limit:
            yield Finding(rule, sentence, advice)
    for rule, pattern, advice in _NEVER:
        yield from (Finding(rule, found[0], advice) for found in pattern.finditer(plain))
    for stem, say in _OFFICIALESE:
        yield from (Finding("officialese", found[0], f"Sano: {say}.") for found in stem.finditer(plain))
    for word in _WORD.findall(plain):
        if len(word) > LONG_WORD:
            yield Finding("long-word", word, f"Sanassa on {len(word)} kirjainta. Sano se toisin.")


_COUNTED = (
    ("clauses", CLAUSES, CONJUNCTION, "Vain yksi sivulause: että, koska, jotta, joka, kun, jos."),
    ("double-negative", 1, NEGATION, "Vain yksi kielto virkkeessä."),
    ("numbers", NUMBERS, NUMBER, f"Enintään {NUMBERS} lukua virkkeessä."),
)
_NEVER = (
    ("te-form", TE_WORD, "Puhu yhdelle ihmiselle: sinä."),
    ("abbreviation", ABBREVIATION, "Kirjoita sana kokonaan: kello, tiistaina, esimerkiksi."),
)


# -- what needs morphology


def _forms(sentence: str, morphology: Morphology) -> Iterator[Finding]:
    before = ""
    for word in _WORD.findall(_COMMAND.sub("", sentence)):
        readings = morphology.readings(word)
        if before == "ei":  # "ei julkaista" can't be an infinitive or a command
            readings = [r for r in readings if r.mood not in ("A-infinitive", "imperative")] or readings
        before = word.lower()
        if not readings:
            continue
        if min(reading.parts for reading in readings) > 2:
            yield Finding("compound", word, "Sanassa on kolme osaa. Sano se toisin.")
        for rule, is_so, advice in _FORM_RULES:
            if not _EVERYDAY.match(word) and all(
                is_so(reading) for reading in readings
            ):  # a form that may be something easier is left alone
                yield Finding(rule, word, advice)


def _rare_case(reading: Reading) -> bool:
    return reading.case in RARE_CASES and not reading.mood


def _te(reading: Reading) -> bool:
    return (reading.person == "2" and reading.plural) or reading.possessive == "2p"


def _participle(reading: Reading) -> bool:
    """But for the past participle of "et ole äänestänyt", which stands in the nominative without a possessive."""
    plain = reading.participle == "past_active" and reading.case == "nimento" and not reading.possessive
    return bool(reading.participle) and not plain


def _infinitive(reading: Reading) -> bool:
    """The constructions: -essa, -en, -matta, -kseen. "Voit kirjoittaa" and "tulla katsomaan" are fine."""
    return (
        reading.mood == "E-infinitive"
        or (reading.case == "vajanto" and (reading.mood == "MA-infinitive" or reading.participle == "agent"))
        or (reading.mood == "A-infinitive" and bool(reading.possessive))
        or reading.mood == "MAINEN-infinitive"
    )


_FORM_RULES: tuple[tuple[str, Callable[[Reading], bool], str], ...] = (
    ("passive", lambda reading: reading.person == "4", "Kerro, kuka tekee."),
    ("rare-case", _rare_case, "Harvinainen sija. Sano se toisin: ilman, kanssa."),
    ("te-form", _te, "Puhu yhdelle ihmiselle: sinä."),
    ("participle", _participle, "Tee siitä oma lause: joka, kun."),
    ("infinitive", _infinitive, "Tee siitä oma lause: kun, jotta, ilman."),
)
NEEDS_MORPHOLOGY = frozenset({"compound", *(rule for rule, _is_so, _advice in _FORM_RULES)})
"""Rules that find nothing, or of te-forms only the pronouns, without a Morphology."""
