"""docs/privacy.md from the registry of what is held: `make docs` writes it, a test fails when it is not current."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from store.held import Held, Keep, registry

PAGE = Path("docs/privacy.md")

INTRO = """\
# Privacy

Made from the registry of what is held (`store/held.toml`) by `make docs`; every column of the database stands
in it, and a test fails on one that does not. The record below is in Finnish: it is the city's own, to be
completed with its name, its controller and its data protection officer.

What runs it:

- **Retention**: the rules below, once an hour, found by reading and erased in short writes
  (`service/retention.py`). What went on which day is kept as numbers (table `forgotten`).
- **Erasing oneself**: POISTA TIETONI, by a code. Ballots of open elections are withdrawn first, seats go to
  the next in line, then every row that leads to the person goes (`store/erasing.py`). A published idea stays
  without a name, a counted ballot has none. SQLite overwrites what is erased (`secure_delete`), and its log
  is emptied; a test searches every file for the person's bytes, and finds them where that is off. In
  PostgreSQL erased values, which are sealed, stay in dead rows until VACUUM, and in its log until the archive
  expires.
- **Who was erased** is kept as a keyed hash of the address (table `erased`), so that a restored backup can be
  made to forget them again.
- **One person over several channels**: YHDISTÄ on Telegram shares the account's own number. One that nobody
  has written from is attached; one with a past answers with a code (6 digits, 10 minutes, 5 tries, 3 codes a
  day). IRROTA parts them.
- **A number that was silent for a year** belongs to somebody new until they say that they wrote from it
  before.
- **OMAT TIEDOT** tells what is held: in a text message, and as a file on Telegram. KORJAA goes to a person.

"""
WHOSE = {
    "asukas": "Asukkaat",
    "yhdistys": "Yhdistysten yhteyshenkilöt",
    "henkilöstö": "Henkilöstö",
    "": "Ei henkilötietoja",
}
ERASE = {"delete": "poistuu", "loosen": "jää ilman tietoa siitä, kenen se on", "stays": "jää"}


def privacy_page() -> str:
    """The page: the record of processing, by whose data it is."""
    lines = [INTRO.rstrip(), "", "## Seloste käsittelytoimista", ""]
    for about, title in WHOSE.items():
        lines += [f"### {title}", "", *_table(about), ""]
    return "\n".join(lines)


def _table(about: str) -> Iterator[str]:
    yield "| Taulu | Miksi | Henkilötiedot | Säilytys | Kun ihminen poistaa tietonsa |"
    yield "|---|---|---|---|---|"
    for name, held in sorted(registry().items()):
        if held.about == about:
            personal = ", ".join(f"`{column}`" for column in held.personal) or "–"
            yield f"| `{name}` | {held.why} | {personal} | {kept(held)} | {ERASE[held.erase]} |"


def kept(held: Held) -> str:
    """How long, in words."""
    said = [_said(keep) for keep in held.keep]
    return "; ".join([*said, *([held.kept] if held.kept else [])])


def _said(keep: Keep) -> str:
    what = f"{', '.join(f'`{column}`' for column in keep.blank)} " if keep.blank else ""
    only = f" ({', '.join(value for values in keep.only.values() for value in values)})" if keep.only else ""
    return f"{what}{keep.days} päivää ajasta `{keep.since}`{only}"


def write() -> None:
    """Write the page."""
    PAGE.write_text(privacy_page(), encoding="utf-8")
