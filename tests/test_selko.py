"""The linter of easy Finnish: every rule finds what it should and leaves the rest, and the catalogue passes it."""

from __future__ import annotations

import pytest

from locales import selko
from locales.kept import Kept, finnish, judge, kept
from locales.morphology import NoVoikko, Voikko
from locales.selko import NEEDS_MORPHOLOGY, lint, sentences
from tests.absent import absent


@pytest.fixture(scope="module")
def voikko() -> Voikko:
    try:
        return Voikko()
    except NoVoikko as error:
        absent(f"passive, cases and constructions are not looked at: {error}")


def rules(text: str, morphology: Voikko | None = None) -> set[str]:
    return {finding.rule for finding in lint(text, morphology)}


ELEVEN = "Voit kertoa meille ideasi nyt heti tai myös vasta huomenna illalla."

PLAIN = [
    ("long-sentence", ELEVEN, "Voit kertoa meille ideasi nyt. Voit kertoa sen myös huomenna."),
    ("clauses", "Kerro, jos tiedät, että paikka on rikki.", "Kerro, jos paikka on rikki."),
    ("long-word", "Kävele rantaraitistoverkostolla.", "Kävele rantaraitilla."),
    ("abbreviation", "Tule klo 18.", "Tule kello 18."),
    ("abbreviation", "Tule ti 24.11. meille.", "Tule tiistaina 24.11. meille."),
    ("abbreviation", "Kerro esim. paikka.", "Kerro esimerkiksi paikka."),
    ("officialese", "Mikäli haluat, kerro.", "Jos haluat, kerro."),
    ("officialese", "Suorita maksu.", "Maksa."),
    ("officialese", "Vastaa viipymättä.", "Vastaa heti."),
    ("te-form", "Missä te asutte?", "Missä asut?"),
    ("te-form", "Soitamme teille.", "Soitamme sinulle."),
    ("double-negative", "Et voi olla vastaamatta, ellet halua. Ei se ei käy.", "Et voi äänestää. Ei haittaa."),
    ("numbers", "Valitse 3 kohdetta, 7 tai 12.", "Valitse 3, esimerkiksi 7. Tule kello 9-15 tai tiistaina 24.11."),
    ("paragraph", "Yksi on tässä. Kaksi on tuossa. Kolme on siinä. Neljä on muualla.", "Kiitos! Yksi on tässä. Selvä."),
    (
        "paragraph",
        "Yksi on tässä. Kaksi on tuossa. Kolme on siinä. Onko neljä?\nOn se.",
        "Yksi on.\n\nKaksi on. Kolme on.",
    ),
    ("line-break", "Voit kertoa\nmyös paikan.", "Voit kertoa paikan.\nKerro se."),
    ("unexplained", "Tämä on osallistuva budjetointi.", "Osallistuva budjetointi tarkoittaa, että asukkaat päättävät."),
]

BY_FORM = [
    ("passive", "Ideasi luetaan.", "Luemme ideasi."),
    ("passive", "Ideaa ei julkaista.", "Emme julkaise. Voit julkaista. Hän ei julkaise."),
    ("rare-case", "Tule rahatta.", "Tule ilman rahaa."),
    ("rare-case", "Tule lapsineen.", "Tule lasten kanssa."),
    ("participle", "Lue lähetetty viesti.", "Lue viesti, jonka saat."),
    ("participle", "Kerro tiesi olevan tukossa.", "Et ole äänestänyt. Emme osanneet lukea."),
    ("infinitive", "Kerro tullessasi.", "Kerro, kun tulet."),
    ("infinitive", "Tule sinne katsomatta.", "Tule kertomaan idea. Voit kertoa idean."),
    ("infinitive", "Tule kertoaksesi idean.", "Tule ja kerro idea."),
    ("compound", "Kaupunginhallituskokous alkaa.", "Kaupunginhallitus kokoontuu."),
    ("te-form", "Kertokaa ideanne.", "Kerro ideasi."),
]


@pytest.mark.parametrize(("rule", "hard", "easy"), PLAIN)
def test_a_rule_finds_what_is_hard_and_leaves_the_rest(rule: str, hard: str, easy: str) -> None:
    assert rule in rules(hard)
    assert rule not in rules(easy)


@pytest.mark.parametrize(("rule", "hard", "easy"), BY_FORM)
def test_a_rule_of_forms_does_so_too(voikko: Voikko, rule: str, hard: str, easy: str) -> None:
    assert rule in rules(hard, voikko)
    assert rule not in rules(easy, voikko)


def test_every_rule_is_tried() -> None:
    assert {rule for rule, _hard, _easy in BY_FORM} == NEEDS_MORPHOLOGY


def test_a_long_sentence_is_a_warning_and_a_very_long_one_an_error() -> None:
    long = " ".join(["sana"] * 11)
    assert [(f.rule, f.error) for f in lint(long)] == [("long-sentence", False)]
    assert [(f.rule, f.error) for f in lint(long + " sana" * 5)] == [("long-sentence", True)]
    assert lint(" ".join(["sana"] * 10)) == []


def test_placeholders_count_as_what_they_are_filled_with() -> None:
    """A day is two words and one number; what people write is one word, whatever they write."""
    assert selko.filled("Tule {day} kello {since}-{until}.") == "Tule tiistaina 24.11. kello 9-15."
    assert sentences("Tule tiistaina 24.11. kello 9. Tuo {name}.") == ["Tule tiistaina 24.11. kello 9.", "Tuo {name}."]


def test_command_words_are_not_read_as_finnish(voikko: Voikko) -> None:
    assert lint("Vastaa JOO tai EI. Ideat: IDEAT. Et halua? Vastaa EI.", voikko) == []


# -- the catalogue


def test_the_finnish_catalogue_is_easy_to_read(voikko: Voikko) -> None:
    """`make lint-texts`: no error, no warning that locales/kept.toml does not list, none listed that is gone."""
    verdict = judge(finnish(), kept(), voikko)
    assert not verdict.findings, "\n".join(f"{f.rule}: {f.where}: {text}" for text, f in verdict.findings)
    assert not verdict.gone


def test_without_libvoikko_the_other_rules_still_hold() -> None:
    verdict = judge(finnish(), kept(), None)
    assert (verdict.findings, verdict.gone) == ([], [])


def test_an_error_can_not_be_listed() -> None:
    text = " ".join(["sana"] * 16)
    assert judge([text], [Kept("long-sentence", text, "because")], None).findings


def test_a_warning_that_is_not_listed_is_seen() -> None:
    listed = [Kept("abbreviation", "Tule klo 9.", "because")]
    assert not judge(["Tule klo 9."], listed, None).findings
    assert judge(["Tule klo 9.", "Tule klo 10."], listed, None).findings
    assert judge(["Tule kello 9."], listed, None).gone == listed


def test_every_kept_warning_has_a_reason() -> None:
    assert all(len(item.reason) > 20 for item in kept())
    assert len({(item.rule, item.text) for item in kept()}) == len(kept())
