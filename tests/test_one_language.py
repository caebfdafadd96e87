"""A thread never mixes languages: in every transcript, and on a walk through all that we teach in each language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from meijan.chat import CHANNELS, Chat
from meijan.clock import Clock
from meijan.settings import load
from meijan.texts.book import book
from meijan.texts.taught import acts, taught
from service.wording import LANGUAGES
from store.database import Database
from tests.speech import languages_of, speaks
from tests.transcript import transcripts

SWITCH = {"fi": "SUOMI", "sv": "SVENSKA", "en": "ENGLISH"}
_SEEN = re.compile(r"^< (?:\[\d+(?: = \d+)?\] )?(.*?)(?:  \([^()]+\))?$")


def written(lines: list[str]) -> list[str]:
    """What people wrote in a transcript, residents and staff: it is shown as it is."""
    found: list[str] = []
    for line in lines:
        if line.startswith((">", "!")):
            said = re.sub(r"^[>!]\s*(?:\([^)]*\)\s*)?", "", line)
            words = said.split(" ")
            found += [said.replace("\\n", "\n"), *(" ".join(words[n:]) for n in range(1, len(words)))]
            found += re.findall(r'"([^"]+)"', line)
    return found


def seen(line: str) -> str:
    """The message of a `<` line, with the labels of its buttons as lines."""
    match = _SEEN.match(re.sub(r"\|📎 \S+|\|📍 [^\[]+", "", line))  # a file, a place on the map
    assert match is not None, line
    on_a_button = re.fullmatch(r"\((.+)\)", match[1])
    return re.sub(r" \[([^\[\]]+)\]", r"\n\1", (on_a_button or match)[1].replace("|", "\n"))


@pytest.mark.parametrize("path", transcripts(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_message_mixes_two_languages(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    people = written(lines)
    mixed = [line for line in lines if line.startswith("<") and not languages_of(seen(line), people)]
    assert not mixed


OTHERS = [path for path in transcripts() if path.stem.startswith(("sv_", "en_"))]


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_conversation_stays_in_its_language(path: Path) -> None:
    """From the word that chose it on. "Wrong number" forgets it: somebody else has the number now."""
    lines = path.read_text(encoding="utf-8").splitlines()
    people = written(lines)
    chosen = {word.lower(): language for language, word in SWITCH.items()}
    now: dict[str, str] = {}
    who, looked_at = "", 0
    for line in lines:
        if line.startswith(">"):
            named = re.match(r"> \(([^)]+)\)\s*(.*)", line)
            who, said = (named[1], named[2]) if named else ("", line[2:])
            if (language := chosen.get(said.strip("[]").lower())) is not None:
                now[who] = language
            elif said.lower() in ("fel nummer", "wrong number"):
                del now[who]
        elif line.startswith("<") and who in now:
            assert now[who] in languages_of(seen(line), people), line
            looked_at += now[who] == path.stem[:2]
    assert looked_at > 5


def test_a_foreign_sentence_is_seen() -> None:
    assert languages_of("Selvä. Emme soita sinulle.") == {"fi"}
    assert languages_of("Selvä. Emme soita sinulle. Hjälp") == set()
    assert languages_of("Okej. Vi ringer dig inte. Tarvitsetko apua? Kirjoita OHJE") == set()
    assert languages_of("Kiitos! Vastaamme tiistaina.") == set()
    assert speaks("Ideasi:\nK7F2 Penkki rantaan: ehdolla", "fi", ["Penkki rantaan"])
    assert not speaks("Ideasi:\nPenkki rantaan", "fi", ["Penkki satamaan"])


# -- a walk


def steps(language: str) -> list[str]:
    """All that a resident may type or tap: what we teach in the language, with what may follow, and the unreadable."""
    words = dict.fromkeys(w for entry in book().values() for text in entry.strings[language] for w in taught(text))
    for switch in (*SWITCH.values(), "ENGLISH SVENSKA"):
        words.pop(switch, None)
    said: list[str] = []
    own = str(LANGUAGES.index(language) + 1)  # to the question which language to speak
    for word in words:
        if acts(word) == "language":  # with more behind it, it leaves a question open that the next number answers
            said += [word, own]
        else:
            said += [word, "1", f"{word} K7F2", f"{word} Penkki", word, "0", word, "2"]
    said += [digit for n in range(8) for digit in (str(n), "Penkki satamaan ja katos", str(n))]
    return [*said, "asdfgh", "qwerty zxcv", "👍", "äö" * 50, "010150-900X", "040 123 4567", "112"]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_walk_through_everything_stays_in_its_language(
    language: str, channel: str, sqlite_url: str, tmp_path: Path
) -> None:
    """Every text that a conversation of one person leads to, one after another, each with all that it offers."""
    database = Database(sqlite_url, pool=2)
    settings = load(twilio_number="+358457000000")
    address = "+358401234567" if channel == "sms" else "7001"
    chat = Chat(database, settings, channel=channel, address=address, clock=Clock("2026-11-24T10:00"), seed=1)
    chat.line(f"> {SWITCH[language]}")
    said, heard, wrong = steps(language), set(), []
    for n, line in enumerate(said):
        if n % 15 == 0:
            chat.line("! +1d")  # else it would be a flood
        for message in chat.line(f"> {line}"):
            text = "\n".join((message.text, *message.buttons))
            heard.add(text)
            if not speaks(text, language, [*written([f"> {line}" for line in said]), "******-****"]):
                wrong.append(f"{line}: {text}")
    database.close()
    assert not wrong, "\n\n".join(wrong[:5])
    assert len(heard) > 25
