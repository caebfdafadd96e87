"""Yes, no, thanks and the command words: only as the whole message, in any dress."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.words.answers import STOP, global_word, is_thanks, leaning, start_word, stop_word, yes_no
from tests.words.tables import each


@pytest.mark.parametrize(
    "text",
    each("""
        joo | Joo! | juu juu | Kyllä kiitos | kylla | jep jep | joo haluan | ok | OK. | 👍 | 👍🏽 | 👍👍
        tottakai | sopiihan se | ja | yes | k | JOOOO | selvä
    """),
)
def test_yes(text: str) -> None:
    assert yes_no(text) is True


@pytest.mark.parametrize(
    "text",
    each("""
        ei | Ei. | EN | en haluu | ei ei | eipä kiitos | enpä taida | en nyt | älä | en tahdo | nej tack
        no | ei oo tarvis | 👎 | eiiii
    """),
)
def test_no(text: str) -> None:
    assert yes_no(text) is False


@pytest.mark.parametrize(
    "text",
    each("""
        ei ole rahaa ruokaan | on kylmä | voi ei | ei mulla muuta | on tosi hyvä juttu | olen yksinäinen
        en jaksa | joo ei | 🙏 | ? | 1 | kyllä meillä tie on huonossa kunnossa
        vaimo haluaa myös äänestää | en ymmärrä | haluan äänestää
    """),
)
def test_neither_yes_nor_no(text: str) -> None:
    assert yes_no(text) is None


def test_a_longer_answer_leans() -> None:
    assert leaning("Joo, tullaan kahestaan") is True
    assert leaning("Ei, olen reissussa silloin") is False
    assert leaning("Joo mutta en pääse") is None
    assert leaning("Ei ole rahaa ruokaan") is None
    assert leaning("Katuvalo on rikki") is None


@pytest.mark.parametrize(
    "text",
    each("""
        kiitos | Kiitos! | kiitti | ok kiitos | Kiitos paljon | tack | Tack så mycket | thanks | 👍 | 🙏❤️
        selvä | kiitos ja hyvää päivänjatkoa | 😊 | Tykkäsi: "Vastaa LOPETA" | Liked “STOP”
        👍 to “LOPETA” | 👍 to "x" | Reagoi 👍 viestiin "Vastaa JOO" | Tykkäsi: ”joo”
    """),
)
def test_thanks(text: str) -> None:
    assert is_thanks(text)


@pytest.mark.parametrize(
    "text",
    each("""
        kiitos ei | hyvää joulua | kiitos, voisitteko soittaa | ok peru ilmoittautuminen | ? | 👎
        tykkäsin uimarannasta | 1
    """),
)
def test_not_thanks(text: str) -> None:
    assert not is_thanks(text)


@pytest.mark.parametrize(
    "text",
    each("""
        lopeta | lopeta!! | LOPETA. | Lopeta kiitos | LOPETAAA | lopettakaa | stop | STOP!!! | sluta
        Avsluta | peru tilaus | peruuta tilaus | poista listalta | Pois listalta!
        älkää lähettäkö enää viestejä | alkaa lahettako enaa viesteja | älä lähetä | elä lähetä viestiä
        elekee lähettäkö ennää viestejä | ei enää viestejä | en halua viestejä | unsubscribe
        seis viestit | lopeta heti | LOPETA 🙏
    """),
)
def test_stop(text: str) -> None:
    assert stop_word(text)
    assert global_word(text) == "stop"


@pytest.mark.parametrize(
    "text",
    each("""
        lopetan nyt, hei hei | Haluan lopettaa tupakoinnin, onko ryhmää | lopetin tupakoinnin | peru
        peru ilmoittautuminen | poista tiedot | Tykkäsi: "Vastaa LOPETA"
        bussi ei pysähtynyt, stop-nappi rikki | lopettakaa se meteli torilla | cancel | aloita | älä
    """),
)
def test_not_a_stop_word(text: str) -> None:
    assert not stop_word(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *((text, "menu") for text in ("VALIKKO", "meny", "Menu", "alkuun", "takaisin alkuun")),
        *((text, "back") for text in ("TAKAISIN", "back", "Tillbaka!")),
        *((text, "cancel") for text in ("PERU", "peru.", "PERU kiitos")),
        *((text, "help") for text in ("OHJE", "apua!!", "HELP", "hjälp", "hjalp", "OHJEEE")),
        *((text, "start") for text in ("ALOITA", "start", "UNSTOP", "börja", "BORJA")),
        *((text, "language") for text in ("KIELI", "language", "SPRÅK")),
        *((text, "en") for text in ("ENGLISH", "englanniksi")),
        *((text, "sv") for text in ("SVENSKA", "på svenska tack")),
        *((text, "fi") for text in ("SUOMI", "suomeksi kiitos")),
        *((text, "privacy") for text in ("TIETOSUOJA", "privacy", "DATASKYDD")),
        *((text, "human") for text in ("IHMINEN", " ihminen ")),
        *((text, "call") for text in ("SOITA", "ring", "Call", "soita minulle")),
        *((text, "my_data") for text in ("OMAT", "omat tiedot")),
        ("IDEANI", "my_ideas"),
        ("ideat", "ideas"),
        ("POISTA TIETONI", "delete"),
        *(
            (text, None)
            for text in (
                "peru 12",
                "peruna",
                "aloite",
                "ohjelma",
                "idea",
                "soittolista",
                "",
                "perustettu",
                "hei",
            )
        ),
    ],
)
def test_command_words(text: str, name: str | None) -> None:
    assert global_word(text) == name


def test_start_is_not_stop() -> None:
    assert start_word("ALOITA")
    assert not start_word("aloite")


@given(
    st.sampled_from(sorted(STOP)),
    st.sampled_from(["", "!", ".", "!!", " 🙏", "\n"]),
    st.sampled_from([str.upper, str.title, str.lower]),
)
def test_stop_words_stop_in_any_dress(word: str, end: str, dress: object) -> None:
    assert stop_word("  " + dress(word) + end)  # type: ignore[operator]


@given(st.text(max_size=400))
def test_never_raises(text: str) -> None:
    for function in (yes_no, is_thanks, stop_word, start_word, global_word, leaning):
        function(text)


@given(
    st.sampled_from(["ei", "en", "joo", "kyllä", "ok"]),
    st.sampled_from(["ole rahaa ruokaan", "tie on kuopilla", "talo paloi"]),
)
def test_closed_classes_are_whole_messages(word: str, rest: str) -> None:
    assert yes_no(f"{word} {rest}") is None
    assert not is_thanks(f"{word} {rest}")
