"""What people write, routed: traps seen in real life, the single lines of the journeys, and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.words.answers import STOP
from dialogs.words.concepts import CONCEPTS
from dialogs.words.intents import NOTHING, Understood, understand
from dialogs.words.rules import RULES
from tests.words.tables import each

SURE = """
stop          lopeta | LOPETA! | älkää lähettäkö enää viestejä | peru tilaus | poista listalta
stop          en halua viestejä | sluta
stop          elä lähetä viestiä | haluan lopettaa | lopettakaa viestien lähettäminen
stop          lopeta se viestittely
delete        poista tiedot | poista tietoni | poistakaa mun numero | unohtakaa minut | delete my data
cancel        peru ilmoittautuminen | peru ilmottautuminen | perua | en pääse tulemaan | mie en piäse
cancel        PERU 12
cancel        En pääsekään, sairastuin | peru 12 | avboka
cancel        peru idea | poista ideani | poistakaa mun idea | haluan poistaa ideani | poista ideani K7F2
cancel        ta bort min idé | remove my idea | otan ideani takaisin
delete        poista ideani ja tietoni
mydata        mitä tietoja teillä on minusta | omat tiedot | tietosuoja | my data
results       tulokset | kuka voitti | miten äänestyksessä kävi | mitä mun idealle tapahtui
signup        ilimottautua | ilmo 4 | 4 ilmo | ilmo 12 3 | haluan ilmoittautua | olen tulossa
signup        mie tulisin sinne
vote          haluisin äänestää | aanestys | iänestys | miten äänestän | vaimo haluaa myös äänestää
vote          äänestä 3 7 12
idea          mulla ois idea | ehotus | mie ehotan | aloite | förslag | jag har en idé
idea          IDEA penkkejä rantaraitille
human         haluan puhua ihmiselle | asiakaspalvelu | onko siellä ketään
call_me       voisko joku soittaa miulle | soita minulle | soittakaa
language      englanniksi | saako ruotsiksi | русский | en osaa suomea
events        mitä tapahtumia on tulossa | tapahtumat | mitä tekemistä viikonloppuna | millon se työpaja on
help          miä en ymmärrä | apua | miten tämä toimii | Paljonko tämä maksaa | mitä pitää tehdä
menu          valikko | moi | takaisin | alkuun | aloita | hei | Huomenta! | päivää
yes           joo | kyllä | ok | juu juu
no            ei | en | nej tack
number        1 | ykkönen | 1 ja 3 | 3.7.12 | kolome | 3 7 12 t. Aino | toinen
date          huomenna | 24.12. | tiistaina | viikonloppuna | ti 1.12. klo 18 | ensi tiistaina
thanks        kiitos | ok kiitos | 👍 | kiitti! | Tykkäsi: "Vastaa LOPETA" | Liked “Answer STOP”
thanks        👍 to "PERU 12"
thanks        Reagoi 👍 viestiin "Vastaa LOPETA"
wrong_number  väärä numero | teillä on väärä numero | fel nummer
"""

JOURNEYS = """
stop          lopeta
thanks        Kiitos | Tykkäsi: "Vastaa LOPETA" | 👍
menu          Hei
help          ohje | Paljonko tämä maksaa
idea          IDEA penkkejä rantaraitille
number        3 7 12 | 3.7.12 | 3-7-12 | 3 7 ja 12 | nro 3,7 & 12 | 3 7 12 t. Aino | 3 | 3 5 9 | toinen
signup        ilmo 12 | ILMO 12 3 | ILMO 12 pyörätuoli
cancel        PERU 12 | En pääsekään, sairastuin
call_me       voisko joku soittaa miulle
language      ENGLISH
wrong_number  väärä numero
vote          vaimo haluaa myös äänestää
"""
"""What residents write in JOURNEYS.md, first of all with nothing pending."""

MAYBE = """
stop          lopetan nyt, hei hei
human         Haluan lopettaa tupakoinnin, onko ryhmää
number        33712 | 3712 | 1-3
"""

NONE = """
olen yksinäinen | Katuvalo on rikki Savilahdenkadulla | bussi peruttiin taas | bussi 3 peruttiin
ei ole rahaa ruokaan
on kylmä | äänestin jo | lopetin tupakoinnin | peruna | perunamaata pitää kääntää
yhdistys perustettiin viime vuonna
kuvaile peruna | tulossa kotiin kuudelta | Penkkejä rantaraitille. Mie en jaksa kävellä matkaa yhtä soittoa
tunnus on 010150-900X | voi ei | ei mulla muuta | perjantaina saunotaan | meillä on kaksi koiraa
hyvää joulua
mun poika aloitti koulun | vittu | osoite | ilmoittauduin jo eilen
en jaksa enää elää | en halua enää elää | älä laita suolaa | ei se mitään | hammaslääkäri perui aikani
"""


def _rows(table: str) -> list[tuple[str, str]]:
    rows = [line.split(maxsplit=1) for line in table.strip().splitlines()]
    return [(text.strip(), intent) for intent, texts in rows for text in texts.split(" | ")]


@pytest.mark.parametrize(("text", "intent"), _rows(SURE))
def test_sure(text: str, intent: str) -> None:
    assert understand(text) == Understood("sure", intent)


@pytest.mark.parametrize(("text", "intent"), _rows(JOURNEYS))
def test_lines_of_the_journeys(text: str, intent: str) -> None:
    assert understand(text) == Understood("sure", intent)


@pytest.mark.parametrize(("text", "intent"), _rows(MAYBE))
def test_asked_first(text: str, intent: str) -> None:
    assert understand(text) == Understood("maybe", intent)


@pytest.mark.parametrize("text", each(NONE))
def test_nothing_of_ours(text: str) -> None:
    assert understand(text) == NOTHING


def test_the_tables_are_whole() -> None:
    """Every concept is used by a rule, and no rule names one that is missing (that fails at import)."""
    named = {line.split()[0] for line in CONCEPTS.strip().splitlines() if line.strip()}
    used = set(RULES.replace("/", " ").replace("\n", " ").split()) | {"turha", "ei", "ruotsia"}
    assert named <= used


def test_only_the_beginning_is_read() -> None:
    assert understand("x " * 150 + "lopeta viestit") == NOTHING
    assert understand("kyllä " * 10_000).intent in {"none", "yes"}


@given(st.text(max_size=600))
def test_never_raises(text: str) -> None:
    found = understand(text)
    assert (found.outcome == "none") == (found.intent == "none")


WORDS = """
peru lopeta ei en ilmo äänestä idea poista tiedot viestejä kiitos joo 3 12 huomenna mitä tapahtuu hei " : 👍
"""


@given(st.lists(st.sampled_from(WORDS.split()), max_size=60).map(" ".join))
def test_never_raises_on_our_own_words(text: str) -> None:
    understand(text)


@given(st.sampled_from(sorted(STOP)), st.sampled_from(["", "!", ".", " kiitos", "\n"]), st.booleans())
def test_stop_always_wins(word: str, end: str, loud: bool) -> None:
    text = word + end
    assert understand(text.upper() if loud else text) == Understood("sure", "stop")


@given(
    st.sampled_from(["kyllä", "ei", "3", "kiitos", "ok"]),
    st.sampled_from(["katu on jäässä", "naapuri huutaa öisin"]),
)
def test_closed_classes_are_whole_messages(word: str, rest: str) -> None:
    assert understand(f"{word} {rest}").outcome == "none"
