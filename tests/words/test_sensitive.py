"""Personal identity codes are masked; words of despair and violence are seen, ways of speaking are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.words.sensitive import MASK, distress, flags, mask_personal_id
from tests.words.tables import each

_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


@given(
    st.integers(1, 28),
    st.integers(1, 12),
    st.integers(0, 99),
    st.sampled_from("-+ABCDEFYXWVU"),
    st.integers(900, 999),
    st.booleans(),
)
def test_every_century_sign_is_masked(day: int, month: int, year: int, sign: str, number: int, small: bool) -> None:
    digits = f"{day:02}{month:02}{year:02}"
    code = f"{digits}{sign}{number}{_CHECK[int(digits + str(number)) % 31]}"
    text = f"tunnus on {code.lower() if small else code}, kiitos"
    assert mask_personal_id(text) == (f"tunnus on {MASK}, kiitos", True)


@pytest.mark.parametrize(
    "text",
    each("""
        010150-900X | hetu 010150–900X. | 010150 -900X | 131052-308T | 131052 308T | 131052308T
    """),
)
def test_written_loosely(text: str) -> None:
    masked, found = mask_personal_id(text)
    assert found
    assert MASK in masked


@pytest.mark.parametrize(
    "text",
    each("""
        040123-4567 | 0440123456 | 24.12.2026 klo 18 | 450150-900X | 3 7 12 | laskun viite 123456 789
        tilaus 2026-11-24
    """),
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_personal_id(text) == (text, False)


def test_flags() -> None:
    assert flags("Penkki rantaan. T. Aino Virtanen, 044 012 3456, aino@example.fi") == {
        "name",
        "phone",
        "email",
    }
    assert flags("tunnus on 010150-900X") == {"personal_id"}
    assert flags("Penkkejä Tuppuralaan ja Ristiinaan 24.12. mennessä") == frozenset()


@pytest.mark.parametrize(
    "text",
    each("""
        en jaksa enää elää | En jaksa enää elää. | en jaksa ennää elää | haluan kuolla
        haluun vaan kuolla pois, haluun kuolla | tapan itseni | ajattelen itsemurhaa
        teen itselleni jotain | parempi jos kuolisin | elämälläni ei ole väliä, en halua elää
        jag vill dö | I want to die | otin yliannostuksen
    """),
)
def test_crisis(text: str) -> None:
    assert distress(text) == "crisis"


@pytest.mark.parametrize(
    "text",
    each("""
        mies hakkaa minua | poika lyö mua | pelkään miestäni | en uskalla mennä kotiin
        hän uhkasi tappaa minut | meillä on perheväkivaltaa | he hits me
    """),
)
def test_violence(text: str) -> None:
    assert distress(text) == "violence"


@pytest.mark.parametrize(
    "text",
    each("""
        kuolen nauruun | tapan aikaa | meinasin kuolla nauruun | en jaksa | olen sairas
        olen yksinäinen | kello lyö kolme | puut kuolevat rannalla | rotat pitäisi tappaa
        äitini kuoli keväällä | en jaksa kävellä matkaa yhtä soittoa | elävä musiikki | hakkaa halkoja
        haluan elää Mikkelissä | lopetan nyt, hei hei
    """),
)
def test_no_false_alarm(text: str) -> None:
    assert distress(text) is None


@given(st.text(max_size=400))
def test_never_raises(text: str) -> None:
    mask_personal_id(text)
    flags(text)
    distress(text)
