"""A city's own texts: what can be used is used, what can't is refused with a clear word and the original stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from dialogs.kit import T, Text
from meijan import commands
from meijan.cli import app
from meijan.doctor import house as doctor
from meijan.doctor.finding import Level
from meijan.settings import load
from meijan.texts.book import book, catalogues, code, fields
from meijan.texts.longest import longest, values
from meijan.texts.overrides import Remark, Unreadable, judge, read
from meijan.texts.screens import screens, shown
from meijan.wiring import wording
from service.wording import LANGUAGES, Wording
from tests.test_catalogues import IDS

NO_CALL = "All right. We do not call you."
PROMISE = "Thank you! We have your message. We answer on {day} at the latest."
KEPT = "Your idea is kept."
GREETING = "{city}. Answer with a number."
STOP = "Messages back: ALOITA"


def own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "tekstit.toml"
    path.write_text(text, encoding="utf-8")
    return path


def said(words: Wording, id: str, language: str = "fi") -> str:
    return words.text(T(id), language)


# -- codes


def test_every_text_has_a_code_of_its_own() -> None:
    assert {entry.id for entry in book().values()} == set(IDS)
    assert len(book()) == len(IDS)


def test_a_code_stays_while_the_id_does() -> None:
    """A file of own texts outlives every release; these codes were given out."""
    assert code(NO_CALL) == "ngp6z"
    assert code(GREETING) == "6ln4i"


# -- using


def test_an_own_text_is_said_in_its_language_and_the_others_stay(tmp_path: Path) -> None:
    path = own(tmp_path, f'[{code(NO_CALL)}]\nfi = "Selvä! Emme soita."\n')
    words = wording(load(texts=str(path)))
    assert said(words, NO_CALL) == "Selvä! Emme soita."
    assert said(words, NO_CALL, "sv") == "Okej. Vi ringer dig inte."
    assert said(words, STOP) == "Viestit takaisin: ALOITA"


def test_both_forms_of_a_plural(tmp_path: Path) -> None:
    path = own(tmp_path, f'[{code(KEPT)}]\nfi = ["Ideasi on tallella.", "Ideasi ovat tallella."]\n')
    words = wording(load(texts=str(path)))
    assert words.text(Text(KEPT, {"n": 1}, IDS[KEPT], 1), "fi") == "Ideasi on tallella."
    assert words.text(Text(KEPT, {"n": 2}, IDS[KEPT], 2), "fi") == "Ideasi ovat tallella."


def test_without_the_setting_and_without_the_file_the_originals_are_said(tmp_path: Path) -> None:
    assert said(wording(load()), NO_CALL) == "Selvä. Emme soita sinulle."
    assert said(wording(load(texts=str(tmp_path / "no.toml"))), NO_CALL) == "Selvä. Emme soita sinulle."


def test_the_menu_of_telegram_speaks_them_too(tmp_path: Path) -> None:
    words = wording(load(texts=str(own(tmp_path, f'[{code("Vote")}]\nfi = "Vaikuta"\n'))))
    assert ("aanesta", "Vaikuta") in commands.commands(words)["fi"]


# -- refusing

REFUSED = [
    (PROMISE, "Kiitos! Viestisi on perillä.", "kohta {day} puuttuu."),
    (PROMISE, "Kiitos! Vastaamme {päivä} eli {day}.", "kohtaa {päivä} ei tunneta tässä tekstissä."),
    (PROMISE, "Kiitos! Vastaamme {day.year}.", "aaltosulut ovat väärin. Kirjoita niin kuin alkuperäisessä."),
    (PROMISE, "Kiitos! Vastaamme {day:>9999}.", "aaltosulut ovat väärin. Kirjoita niin kuin alkuperäisessä."),
    (PROMISE, "Kiitos! Vastaamme {day!r}.", "aaltosulut ovat väärin. Kirjoita niin kuin alkuperäisessä."),
    (PROMISE, "Kiitos! Vastaamme {day.", "aaltosulut ovat väärin. Kirjoita niin kuin alkuperäisessä."),
    (PROMISE, "Kiitos! Vastaamme {} {day}.", "aaltosulut ovat väärin. Kirjoita niin kuin alkuperäisessä."),
    (NO_CALL, "Selvä 👍 Emme soita.", "nämä merkit eivät sovi tekstiviestiin: 👍"),
    (NO_CALL, "Ñandu čau", "nämä merkit eivät sovi tekstiviestiin: č"),
    (NO_CALL, " ", "teksti on tyhjä."),
    (NO_CALL, "Emme soita. " * 39, "pisimmillään 4 osaa. Enintään 3."),
    (GREETING, "Hei {city}! " + "Vastaa numero. " * 28, "koko viesti (menu) on 4 osaa. Enintään 3."),
]


@pytest.mark.parametrize(("id", "text", "why"), REFUSED)
def test_what_can_not_be_used_is_refused(tmp_path: Path, id: str, text: str, why: str) -> None:
    path = own(tmp_path, f'[{code(id)}]\nfi = "{text}"\n')
    found = read(path)
    assert found.refused == [Remark(code(id), "fi", why, refused=True)]
    assert found.own == {}
    assert found.refused[0].line.endswith("Käytämme alkuperäistä tekstiä.")
    assert said(wording(load(texts=str(path))), id) == catalogues()["fi"].texts[id][0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[zzzzz]\nfi = "Hei"', "tekstiä ei ole. Koodit näet näin: meijan texts list"),
        ('ngp6z = "Hei"', 'kirjoita näin: [koodi] ja sen alle fi = "teksti"'),
        ('[ngp6z]\nru = "Hei"', "kieltä ei ole. Kielet ovat fi, sv, en."),
        ("[ngp6z]\nfi = 7", "tekstin pitää olla lainausmerkeissä."),
        ('[ngp6z]\nfi = ["Hei", "Hei"]', "tekstissä on yksi muoto."),
        (f'[{code(KEPT)}]\nfi = "Ideasi on tallella."', "tekstissä on 2 muotoa: yksi ja monta."),
    ],
)
def test_a_line_that_is_no_text_is_refused(tmp_path: Path, text: str, why: str) -> None:
    found = read(own(tmp_path, text))
    assert [remark.text for remark in found.refused] == [why]
    assert found.own == {}


def test_one_refused_text_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    path = own(tmp_path, f'[{code(PROMISE)}]\nfi = "Kiitos!"\n[{code(NO_CALL)}]\nfi = "Emme soita."\n')
    words = wording(load(texts=str(path)))
    assert said(words, NO_CALL) == "Emme soita."
    assert len(read(path).refused) == 1


@pytest.mark.parametrize("text", ["[ngp6z\nfi=", '[ngp6z]\nfi = "a"\n[ngp6z]\nfi = "b"'])
def test_a_file_that_is_no_toml_is_said_so_and_nothing_of_it_is_used(tmp_path: Path, text: str) -> None:
    path = own(tmp_path, text)
    with pytest.raises(Unreadable, match="ei ole TOML-muotoa"):
        read(path)
    assert said(wording(load(texts=str(path))), NO_CALL) == "Selvä. Emme soita sinulle."


def test_a_long_text_of_telegram_alone_may_be_long_and_have_emoji() -> None:
    entry = next(entry for entry in book().values() if not entry.narrow and not entry.fields)
    assert not [remark for remark in judge(entry, "fi", ("Tietosi ovat tallessa 🙂 " * 40,)) if remark.refused]


@given(st.text(max_size=60))
def test_no_text_breaks_what_is_said(text: str) -> None:
    """Whatever a clerk writes: it is refused, or the message can be worded with it."""
    entry = book()[code(PROMISE)]
    if not [remark for remark in judge(entry, "fi", (text,)) if remark.refused]:
        assert longest(text, "fi")


# -- worth a thought


@pytest.mark.parametrize(
    ("id", "text", "thought"),
    [
        (NO_CALL, "Selvä. Emme soita sinulle klo 18.", "Kirjoita sana kokonaan: kello, tiistaina, esimerkiksi. (klo)"),
        (STOP, "Viestit takaisin: PALAAN", "sana PALAAN ei tee mitään."),
        (STOP, "Viestit saat takaisin", "alkuperäisessä on sana ALOITA."),
        ("Delete the idea", "Älä lähetä", "kirjoitettuna tämä on komento, joka tekee muuta."),
        (NO_CALL, "Emme soita. " * 14, "pisimmillään 2 osaa, ennen 1."),
        (GREETING, "Hei! Tämä on {city}. Vastaa viestiin numero.", "koko viesti (menu) maksaa 2 osaa, ennen 1."),
    ],
)
def test_what_is_worth_a_thought_is_said_and_used(tmp_path: Path, id: str, text: str, thought: str) -> None:
    found = read(own(tmp_path, f'[{code(id)}]\nfi = "{text}"\n'))
    assert thought in [remark.text for remark in found.remarks]
    assert not found.refused
    assert found.own["fi"] == {id: (text,)}


def test_the_originals_would_all_be_taken() -> None:
    """What is asked of a city's texts, ours do."""
    for entry in book().values():
        for language in LANGUAGES:
            assert [r for r in judge(entry, language, entry.strings[language]) if r.refused] == []


# -- the command


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["texts", *args])
    return result.exit_code, result.output


def test_list_and_show() -> None:
    assert run("list", "--search", "Emme soita sinulle. V") == (
        0,
        "wel6z   1 osa 63  Selvä. Emme soita sinulle. Voit pyytää puhelun uudestaan: SOITA\n",
    )
    status, output = run("show", "223zn")
    assert status == 0
    assert "Kohdat: {day}" in output
    assert "sv: Tack! Ditt meddelande har kommit fram. Vi svarar senast {day}." in output
    assert run("show", "zzzzz")[0] == 1
    assert run("list", "--language", "de")[0] == 2


def test_preview_shows_the_whole_message_and_what_to_write() -> None:
    status, output = run("preview", "6ln4i", "Hei! {city} tässä. Vastaa numero.")
    assert status == 0
    assert "Hei! Mikkelin kaupunki tässä. Vastaa numero.\n1 Anna idea\n2 Äänestä" in output
    assert '[6ln4i]\nfi = "Hei! {city} tässä. Vastaa numero."' in output
    status, output = run("preview", "6ln4i", "Hei!")
    assert status == 1
    assert "kohta {city} puuttuu" in output


def test_check_ends_with_one_where_a_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = own(tmp_path, '[ngp6z]\nfi = "Emme soita."\n')
    assert run("check", str(good)) == (0, "Käytössä 1, hylätty 0.\n")
    monkeypatch.setenv("MEIJAN_TEXTS", str(good))
    assert run("check") == (0, "Käytössä 1, hylätty 0.\n")
    assert run("list", "--search", "Emme soita.")[1].splitlines()[0].startswith("ngp6z*")
    good.write_text('[ngp6z]\nfi = ""\n')
    status, output = run("check")
    assert status == 1
    assert output.startswith("HYLÄTTY  ngp6z fi: teksti on tyhjä. Käytämme alkuperäistä tekstiä.\n")
    assert run("check", str(tmp_path / "no.toml"))[0] == 1
    monkeypatch.setenv("MEIJAN_TEXTS", "")
    assert run("check")[0] == 0


def test_the_doctor_looks_at_them(tmp_path: Path) -> None:
    def levels(text: str) -> list[Level]:
        path = own(tmp_path, text)
        return [f.level for f in doctor.settings(load(texts=str(path))) if f.about == "Tekstit"]

    assert levels('[ngp6z]\nfi = "Emme soita."\n') == [Level.OK]
    assert levels('[ngp6z]\nfi = ""\n') == [Level.ERROR]
    assert levels("[") == [Level.ERROR]
    assert not [f for f in doctor.settings(load()) if f.about == "Tekstit"]


def test_the_doctor_sees_a_name_that_makes_messages_dear() -> None:
    """Lappeenranta fits; a longer name costs a second part in the first message, and people should know."""

    def dear(name: str) -> list[str]:
        chosen = load(city_name_fi=name)
        return [f.text for f in doctor.settings(chosen) if f.about == "Tekstit" and f.level is Level.WARNING]

    assert dear("Lappeenrannan kaupunki") == []
    assert len(found := dear("Etelä-Savon maakunnan kaupungit")) == 1
    assert "menu (fi) 2 osaa" in found[0]


# -- the longest values


def test_every_placeholder_has_a_longest_value() -> None:
    patterns = [strings[-1] for catalogue in catalogues().values() for strings in catalogue.texts.values()]
    used = {name for pattern in patterns for name in fields(pattern)}
    assert used == set(values("fi"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_message_that_asks_something_is_looked_at(language: str) -> None:
    names = [name for name, _say in screens(language, Wording(catalogues()))]
    assert len(names) == len(set(names)) > 15
    assert all(shown(say, language, Wording(catalogues())) for _name, say in screens(language, Wording(catalogues())))
