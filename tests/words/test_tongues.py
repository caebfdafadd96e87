"""Languages that we do not speak: recognised where it is certain, and never in Finnish, Swedish or English."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.words.sensitive import distress
from dialogs.words.tongues import TONGUES, named, tongue
from service.wording import gate
from sms import parts
from tests.words.test_accuracy import HELD_OUT, SHARED, TUNED, shared_data

SAID = {
    "ru": ("Привет", "Здравствуйте, как проголосовать?", "хочу скамейку в парке", "Где библиотека"),
    "uk": ("Доброго дня, де можна проголосувати?", "Дякую", "Мені потрібна допомога", "Привіт", "де бібліотека"),
    "et": ("Tere, kas te räägite eesti keelt?", "Ma soovin osaleda, palun abi", "Kus siin saab hääletada, aitäh"),
    "ar": ("مرحبا", "كيف يمكنني التصويت؟"),
    "fa": ("سلام، چطور می‌توانم رأی بدهم؟",),
    "so": ("Waxaan rabaa in aan codeeyo",),
    "th": ("ลงคะแนนอย่างไร",),
    "zh": ("怎么投票",),
    "vi": ("Xin chào, tôi muốn bỏ phiếu",),
    "de": ("Guten Tag, wo kann ich abstimmen?", "Ich möchte eine Idee geben"),
    "es": ("Hola, quiero votar por favor",),
    "fr": ("Bonjour, je voudrais voter",),
    "pl": ("Dzień dobry, czy mogę głosować?",),
    "tr": ("Merhaba, nasıl oy verebilirim?",),
    "other": ("Γεια σας, πώς ψηφίζω;", "როგორ მივცე ხმა", "כיצד מצביעים"),
}
OURS = (
    "Tere",  # a Finnish greeting too
    "ma taha",
    "Haluisin äänestää",
    "mie en ymmärrä",
    "Jag vill rösta",
    "I want to vote",
    "Miten äänestän? Ystäväni kirjoitti: Привет",
    "Où est la poste, kysyi mummo. Ei se ollut siellä, mutta missä se on ja kuka sen tietää",
    "á",
    "Ж",
    "µ",
    "112",
    "",
    "👍🏽",
)


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in SAID.items() for text in texts])
def test_a_language_is_recognised(code: str, text: str) -> None:
    assert tongue(text) == code


@pytest.mark.parametrize("text", OURS)
def test_what_may_be_ours_is_left_alone(text: str) -> None:
    assert tongue(text) is None


def rows(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8") as file:
        return [tuple(row) for row in csv.reader(file, delimiter="\t") if row]


LATIN = {"et", "so", "vi", "de", "es", "fr", "pl", "tr"}


def test_no_sentence_of_ours_is_taken_for_another_language() -> None:
    """Every cell of the training and test sentences: Finnish, dialect, Swedish, English, and Estonian named as such."""
    paths = (*TUNED.parent.glob("*.tsv"), HELD_OUT)
    cells = [cell for path in paths for row in rows(path) for cell in row]
    assert len(cells) > 500
    wrong = [cell for cell in cells if (tongue(cell) or "") in LATIN and named(cell) is None]
    assert not [cell for cell in wrong if "eesti" not in cell and "tere" not in cell.lower()]


@shared_data
def test_nor_is_one_of_the_development_set() -> None:
    cells = [cell for row in rows(SHARED) for cell in row]
    assert [cell for cell in cells if (tongue(cell) or "") in LATIN - {"et"}] == []


@pytest.mark.parametrize("code", TONGUES)
def test_the_answer_is_one_short_sentence_in_that_language(code: str) -> None:
    """One part, although most of them are no GSM-7; two at most with the numbers of crisis lines."""
    answer = TONGUES[code]
    assert parts.count(gate(answer.sentence)).parts == 1
    assert tongue(answer.sentence) == (None if code == "other" else code)
    for told in filter(None, (answer.crisis, answer.violence)):
        assert parts.count(gate(told)).parts <= 2
        assert tongue(told) == code
        assert "112" in told


def test_a_language_with_a_crisis_line_has_both_answers() -> None:
    lines = {code for code, answer in TONGUES.items() if answer.crisis}
    assert lines == {code for code, answer in TONGUES.items() if answer.violence} == {"ru", "uk", "ar"}
    for text, code in (("я не хочу жить", "ru"), ("я не хочу жити", "uk"), ("أريد أن أموت", "ar")):
        assert distress(text) == "crisis"
        assert tongue(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("русский", "ru"),
        ("По-русски!", "ru"),
        ("українською", "uk"),
        ("العربية", "ar"),
        ("Eesti", "et"),
        ("viroksi", "et"),
    ],
)
def test_the_name_of_a_language_is_a_command(text: str, code: str) -> None:
    assert named(text) == code


@pytest.mark.parametrize("text", ["Eesti on lähellä", "suomi", "english", "Viro", "Turkki", ""])
def test_other_words_are_none(text: str) -> None:
    assert named(text) is None


@given(st.text(max_size=400))
def test_no_text_is_too_strange(text: str) -> None:
    assert tongue(text) is None or tongue(text) in TONGUES
