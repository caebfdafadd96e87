"""docs/texts.md and docs/messages.md: `make docs` writes them, a test fails when they are not current."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dialogs.words.tongues import TONGUES
from locales.kept import kept
from locales.selko import LONG, LONG_WORD, NUMBERS, OFFICIALESE, SENTENCES, TOO_LONG
from meijan.texts.book import Entry, book, original
from meijan.texts.longest import longest
from meijan.texts.screens import screens, shown, size
from service.wording import LANGUAGES, gate

TEXTS, MESSAGES = Path("docs/texts.md"), Path("docs/messages.md")

INTRO = """\
# What residents read

Made from the code by `make docs`. Finnish is easy Finnish (selkokieli) and the default; Swedish and English are
complete. Every text with its parts is in [messages.md](messages.md).

## Changing a text

A city changes any text without a developer. Staff do it on the console's page of texts (`/staff/tekstit`): found by a
word, tried before it is saved, used by every process within half a minute, taken back by one press. What they wrote
comes before the words of a file, which is the other way: `MEIJAN_TEXTS` names it, and it is read when the service
starts.

1. Find the text: `meijan texts list --search tallessa`. It has a code of five letters that stays in later releases.
2. Look at it: `meijan texts show CODE` shows all languages, the places that are filled in (`{day}`), and the whole
   messages in which it stands.
3. Try your own: `meijan texts preview CODE "Kiitos! Ideasi on perillä."` shows what it looks like, what it costs, and
   what is hard to read. Nothing is changed. Its last lines are what to write into the file:

       [CODE]
       fi = "Kiitos! Ideasi on perillä."

4. Check the file: `meijan texts check`. Then start the service anew.

Refused, with a word in Finnish, and the original kept: a text that lost one of its places or has one of another text;
letters that are not in GSM-7 (a single one makes a text message cost more than double); more than three parts, with
the longest values and in the whole message. Told and used all the same: what the linter finds; a command word that
does nothing or is gone; a text message that costs a part more. `meijan doctor` says whether all texts are used.

The city's name, service hours, closed days, promises in working days and parts of the city are
[settings](settings.md). The numbers of crisis lines are in the texts: those of Mieli ry and Nollalinja serve all
Finland.

## Reading it aloud

`make lint-texts` reads the Finnish catalogue as somebody would who reads poorly. Limits are ours, the rules those of
Selkokeskus. With libvoikko it knows the forms of words; without it the rules marked ° are left out.

| Rule | What it finds |
|---|---|
"""

RULES = (
    ("long-sentence", f"more than {LONG} words in a sentence; more than {TOO_LONG} is an error"),
    ("clauses", "more than one of *että, koska, jotta, joka, kun, jos* in a sentence"),
    ("long-word", f"more than {LONG_WORD} letters in a word"),
    ("compound °", "three words in one"),
    ("passive °", "nobody does it"),
    ("rare-case °", "*rahatta, lapsineen*"),
    ("participle °", '*lähetetty viesti*; "et ole äänestänyt" is fine'),
    ("infinitive °", '*tullessasi, kertomatta, kertoaksesi*; "voit kertoa" is fine'),
    ("abbreviation", "*klo, ti, esim.*"),
    ("officialese", f"{len(OFFICIALESE)} words of officials, as *mikäli* for *jos*"),
    ("te-form °", "*te, ideanne, kertokaa*: we speak to one person"),
    ("double-negative", "two negations in a sentence"),
    ("numbers", f'more than {NUMBERS} numbers in a sentence; "9-15" and "24.11." are one each'),
    (
        "paragraph",
        f'more than {SENTENCES} sentences in a paragraph; "Kiitos!" is none, a question with what to answer is one',
    ),
    ("unexplained", "*osallistuva budjetointi* without what it means: an error"),
    ("line-break", "a line that is broken within a sentence"),
)

KEPT = """\

### Warnings that stay

An error never stays. A warning that is not in this list, and a line of it that is gone, fails the tests.

| Rule | Text | Why it stays |
|---|---|---|
"""

OTHERS = """\

## Other languages

A message in a language that we do not speak gets one sentence in it, and a person gets the message. So does the name
of the language alone. Ideas are kept as they are written, in any language: one that begins with IDEA is answered in
the language of the thread.

**Nobody who speaks them has checked these sentences yet.** Whoever does may mend them in `dialogs/words/tongues.py`.

| Language | Sentence | It means | Parts by SMS | Checked |
|---|---|---|---|---|
"""

CRISIS = """\

Words of despair or of violence in these are answered in them, with the line of Mieli ry that speaks the language, and
with 080 005 005 (Nollalinja). Unchecked as well.

| Language | Despair | Violence | Parts |
|---|---|---|---|
"""


def texts_page() -> str:
    """docs/texts.md."""
    kept_rows = (f"| {item.rule} | {_cell(item.text)} | {item.reason} |" for item in kept())
    others = (
        f"| {answer.english} | {answer.sentence} | {answer.means.format(language=answer.english)} |"
        f" {_parts(answer.sentence)} | no |"
        for answer in TONGUES.values()
    )
    crisis = (
        f"| {answer.english} | {answer.crisis} | {answer.violence} |"
        f" {_parts(answer.crisis)}, {_parts(answer.violence)} |"
        for answer in TONGUES.values()
        if answer.crisis
    )
    rules = (f"| {rule} | {finds} |" for rule, finds in RULES)
    return INTRO + _lines(rules) + KEPT + _lines(kept_rows) + OTHERS + _lines(others) + CRISIS + _lines(crisis)


MESSAGES_INTRO = """\
# Messages and their parts

Made from the code by `make docs`. A text message of one part holds 160 units of GSM-7, of several 153 each; all of
ours are GSM-7. Counted with the longest values that each place really gets. `|` is a new line.

## Whole text messages

What a phone shows when a question is put, with its choices.

| Message | fi | sv | en | In Finnish |
|---|---|---|---|---|
"""

TEXTS_INTRO = """\

## Every text

By the code that `meijan texts` knows. "Telegram" is said only there. A part that is not 1 is in bold.

| Code | fi | sv | en | In Finnish |
|---|---|---|---|---|
"""


def messages_page() -> str:
    """docs/messages.md."""
    words = original()
    by_language = {language: list(screens(language, words)) for language in LANGUAGES}
    whole = []
    for n, (name, _say) in enumerate(by_language["fi"]):
        said = {language: shown(by_language[language][n][1], language, words) for language in LANGUAGES}
        whole.append(f"| {name} | {_costs(said)} | {_cell(said['fi'])} |")
    return MESSAGES_INTRO + _lines(whole) + TEXTS_INTRO + _lines(_row(entry) for entry in book().values())


def _row(entry: Entry) -> str:
    if not entry.narrow:
        return f"| `{entry.code}` | Telegram | Telegram | Telegram | {_cell(entry.finnish)} |"
    said = {
        language: max((longest(text, language) for text in entry.strings[language]), key=len) for language in LANGUAGES
    }
    return f"| `{entry.code}` | {_costs(said)} | {_cell(' / '.join(entry.strings['fi']))} |"


def _costs(said: dict[str, str]) -> str:
    return " | ".join(_cost(said[language]) for language in LANGUAGES)


def _cost(text: str) -> str:
    cost = size(text)
    return str(cost.units) if cost.parts == 1 else f"**{cost.units} = {cost.parts}**"


def _parts(text: str) -> int:
    return size(gate(text)).parts


def _cell(text: str) -> str:
    return text.replace("\n", "|").replace("|", "\\|")


def _lines(rows: Iterable[str]) -> str:
    return "".join(f"{row}\n" for row in rows)


def write() -> None:
    """Bring the pages up to date."""
    TEXTS.write_text(texts_page(), encoding="utf-8")
    MESSAGES.write_text(messages_page(), encoding="utf-8")
