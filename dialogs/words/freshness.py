"""The sentences that the model is trained from, and whether the model is of these very ones."""

from hashlib import sha256
from pathlib import Path

from dialogs.words.concepts import CONCEPTS
from dialogs.words.rules import RULES

FOLDER = Path(__file__).with_name("training")


def sentences() -> list[tuple[str, str]]:
    """Text and intent of each line of training/*.tsv, in order of file and line. Raises ValueError."""
    found = []
    for file in sorted(FOLDER.glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            text, intent = line.split("\t")
            found.append((text, intent))
    return found


def trained_on() -> str:
    """A hash of all that the model is made from: the sentences, and the tables of which its features come."""
    lines = [f"{text}\t{intent}" for text, intent in sentences()]
    return sha256("\n".join([*lines, CONCEPTS, RULES]).encode()).hexdigest()
