"""What must not travel further as it is: personal identity codes; and what a person must see first: distress.

- Henkilötunnus: DVV, "Henkilötunnus" and the decree 690/2022: century signs `+`, `-YXWVU`, `ABCDEF` since
  2023, check sign = (birth date and number) mod 31. A wrong check sign is masked too: people mistype, the
  rest still identifies.
- Distress: a short list kept by hand (FINNISH.md). It finds about seven of ten and is never a promise. It
  puts a telephone number into an answer and a message first in a queue; no label is stored.
"""

import re
from typing import Literal

from dialogs.words.folding import collapse, fold, without_svaa

MASK = "******-****"
_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_HETU = re.compile(
    r"(?<![\d])(\d{2})(\d{2})(\d{2})\s?([-–−+ABCDEFYXWVU]?)\s?(\d{3})([0-9A-FHJ-NPR-Y])(?![^\W_])",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w+])(?:\+|00)?(?:358|0)[ \-()]*[1-9](?:[ \-()]*\d){5,11}(?!\w)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NAME = re.compile(
    r"(?:\b[Tt]\s?[.:]|\b[Tt]erv\w*\.?,?|\b[Tt]oivo[oi]\w*|[Nn]imeni on|[Oo]len"
    r"|[Mm]vh|[Jj]ag heter|[Mm]y name is)"
    r"\s+[A-ZÅÄÖ][a-zåäöé-]{2,}(?:\s+[A-ZÅÄÖ][a-zåäöé-]{2,})+"
)

Flag = Literal["personal_id", "phone", "email", "name"]


def mask_personal_id(text: str) -> tuple[str, bool]:
    """The text with every personal identity code masked, and whether there was one."""
    found = False

    def hide(match: re.Match[str]) -> str:
        nonlocal found
        if not _is_personal_id(match):
            return match[0]
        found = True
        return MASK

    return _HETU.sub(hide, text), found


def _is_personal_id(match: re.Match[str]) -> bool:
    """With a right check sign always.

    Otherwise only in the full written form, and not where it may be a phone number.
    """
    day, month, year, sign, number, check = match.groups()
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return False
    if _CHECK[int(day + month + year + number) % 31] == check.upper() and (sign or not check.isdigit()):
        return True
    return bool(sign) and not (check.isdigit() and day in {"04", "05"})


def flags(text: str) -> frozenset[Flag]:
    """What a moderator should look at before a text becomes public.

    A hint only: names without context are not found.
    """
    masked, found = mask_personal_id(text[:4000])
    signs: dict[Flag, bool] = {
        "personal_id": found,
        "phone": bool(_PHONE.search(masked)),
        "email": bool(_EMAIL.search(masked)),
        "name": bool(_NAME.search(masked)),
    }
    return frozenset(flag for flag, there in signs.items() if there)


_CRISIS = """
en jaksa elää | en enää jaksa elää | en jaksa enää elää | en jaksa ennää elää | en jaksa jatkaa elämää
ei jaksa elää | emmä jaksa elää
en halua elää | en halua enää elää | en haluu elää | en haluu enää elää | en tahdo elää | ei huvita elää
ei tee mieli elää | en taho elää
haluan kuolla | haluaisin kuolla | haluisin kuolla | haluun kuolla | tahdon kuolla | tekis mieli kuolla
tekisi mieli kuolla | tahtosin kuolla
toivon että kuolisin | olisinpa kuollut | oisinpa kuollu | parempi kuolla | parempi kuolleena
parempi jos kuolisin | parempi ilman minua | saisinpa kuolla
tapan itseni | tapan ihteni | tappaa itseni | tappaa ihteni | tapan itteni | tappaa itteni | itseni tappa
aion kuolla | itsemurh | ihtemurh | itsari | teen ihtelleni
lopetan elämäni | lopettaa elämäni | päätän päiväni | päättää päiväni | riistän hengen | riistää henkeni
päästä pois täältä elämästä
ei ole syytä elää | ei oo syytä elää | ei ole mitään syytä elää | elämällä ei ole tarkoitusta
elämässä ei ole mitään järkeä | elämäni on ohi | ei ole enää toivoa | ei oo ennää toivoo
teen itselleni jotain | teen itselleni pahaa | satutan itseäni | satuttaa itseäni | vahingoitan itseäni
vahingoittaa itseäni | viiltelen | viillän itseäni | viillellä itseäni
hyppään sillalta | hypätä sillalta | hyppään junan alle | heittäydyn junan alle | hypätä junan alle
hirttäydyn | hirttää itseni | hirtän itseni | otin yliannostuksen | yliannostus
vill inte leva | vill dö | orkar inte leva | ta mitt liv | tar mitt liv | självmord | kill myself
want to die | don't want to live | dont want to live | suicide | end my life
хочу умереть | не хочу жить | самоубийств | хочу померти | не хочу жити
أريد أن أموت | لا أريد أن أعيش | أريد الانتحار
"""
_VIOLENCE = """
lyö minua | lyö minut | löi minut | löi mut | lyö mua | lyö miua | lyö lapsia | lyö lasta | lyönyt minua
lyönyt mua | löi minua | löi mua | löi miua | hakkaa minua | hakkaa mua | hakkaa miua | hakkasi minut
hakkas mut | hakkasi mut | hakkaa lapsia
potkii minua | potki minua | kuristi minua | kuristi mua | kuristaa minua | pahoinpite | pahoinpitä
perheväkival | lähisuhdeväkival | kotiväkival | väkivaltainen mies | väkivaltainen puoliso
väkivaltainen vaimo | väkivaltainen poika | väkivaltaa kotona | käyttää väkivaltaa
uhkaa tappaa | uhkasi tappaa | uhkaili tappa | uhkailee tappa | tappaa minut | tappaa mut | tappaa miut
tapan sinut | tapan sut | tapan teidät | tapan hänet | tapan sen | puukotti | uhkaa puukolla
uhkaili puukolla | uhkaa aseella
raiska | käyttää hyväksi | hyväksikäyt | pelkään miestäni | pelekeen miestän | pelkään mun miestä
pelkään puolisoani | pelkään vaimoani | pelkään isääni | pelkään äitiäni | pelkään poikaani
pelkään mennä kotiin | en uskalla mennä kotiin | en uskalla olla kotona
slår mig | misshand | våldtog | våldtagen | hotar att döda | hits me | beats me | raped
domestic violence | threatens to kill | he will kill me | бьет меня | бьёт меня
"""
_HARMLESS = """
kuolla nauruun | kuolen nauruun | kuolla tylsyyteen | kuolla nälkään | kuolen nälkään | kuolen häpeään
kuolla häpeään
kuolla janoon | kuolla uteliaisuuteen | kuolla sukupuuttoon | tapan aikaa | tappaa aikaa
tapan sen hyttysen
itsemurhaisku | itsemurhapommi | want to die laughing | suicide squad | raiskattu maisema
raiskaa maisema | raiskata maisema
"""
"""Ways of speaking. They are taken out before the lists are read, so a real word beside them still counts."""


def _phrases(table: str) -> tuple[str, ...]:
    return tuple(" " + _compared(phrase) for phrase in table.replace("\n", "|").split("|") if phrase.strip())


def _compared(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", collapse(without_svaa(fold(text)))))


_Index = dict[str, tuple[str, ...]]
_BEGIN = 4  # the space before a phrase and three letters


def _index(phrases: tuple[str, ...]) -> _Index:
    """Phrases by how they begin: hardly any word of a message begins like one, so hardly any phrase is compared."""
    found: _Index = {}
    for phrase in phrases:
        found[phrase[:_BEGIN]] = (*found.get(phrase[:_BEGIN], ()), phrase)
    return found


_CRISIS_PHRASES, _VIOLENCE_PHRASES = _index(_phrases(_CRISIS)), _index(_phrases(_VIOLENCE))
_HARMLESS_PHRASES = _phrases(_HARMLESS)
_HARMLESS_INDEX = _index(_HARMLESS_PHRASES)


def _has(spoken: str, index: _Index) -> bool:
    at = spoken.find(" ")
    while at >= 0:
        alike = index.get(spoken[at : at + _BEGIN])
        if alike is not None and any(phrase in spoken for phrase in alike):
            return True
        at = spoken.find(" ", at + 1)
    return False


def distress(text: str) -> Literal["crisis", "violence"] | None:
    """Whether the message has words of despair or of violence. Crisis goes first when both are there."""
    spoken = " " + _compared(text[:2000])
    if _has(spoken, _HARMLESS_INDEX):
        for phrase in _HARMLESS_PHRASES:
            spoken = spoken.replace(phrase, " ")
    if _has(spoken, _CRISIS_PHRASES):
        return "crisis"
    return "violence" if _has(spoken, _VIOLENCE_PHRASES) else None
