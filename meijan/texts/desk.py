"""`meijan texts`: find a text, see it whole with its parts, try another one, check the file of a city's own texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from meijan.terminal import settings
from meijan.texts import overrides
from meijan.texts.book import Entry, book
from meijan.texts.longest import longest
from meijan.texts.overrides import NONE, Overrides, Strings, Unreadable, applied, judge
from meijan.texts.screens import ids, screens, shown, size
from service.wording import LANGUAGES, Wording

texts = typer.Typer(no_args_is_help=True, help="Asukkaiden tekstit: etsi, katso, kokeile omaa tekstiä, tarkista.")

Code = Annotated[str, typer.Argument(help="Tekstin koodi. Koodit näet näin: meijan texts list")]
Language = Annotated[str, typer.Option(help="Kieli: fi, sv tai en")]


@texts.command("list")
def list_texts(
    search: Annotated[str, typer.Option(help="Vain tekstit, joissa on tämä")] = "", language: Language = "fi"
) -> None:
    """Luettele tekstit: koodi, osat tekstiviestinä, teksti. Merkki * on kaupungin oma teksti."""
    own = _own().own.get(_language(language), {})
    for entry in book().values():
        strings = own.get(entry.id, entry.strings[language])
        if search.lower() in " ".join(strings).lower():
            mark = "*" if entry.id in own else " "
            typer.echo(f"{entry.code}{mark} {_cost(entry, language, strings):>9}  {_one_line(strings)}")


@texts.command("show")
def show(code: Code) -> None:
    """Näytä teksti kaikilla kielillä ja viestit, joissa se on."""
    entry = _entry(code)
    own = _own().own
    if entry.fields:
        typer.echo(f"Kohdat: {', '.join(f'{{{name}}}' for name in sorted(entry.fields))}")
    for language in LANGUAGES:
        strings = own.get(language, {}).get(entry.id, entry.strings[language])
        typer.echo(f"{language}: {_one_line(strings)}  [{_cost(entry, language, strings)}]")
        if entry.id in own.get(language, {}):
            typer.echo(f"    alkuperäinen: {_one_line(entry.strings[language])}")
    for line in _whole(entry, "fi", own.get("fi", {}).get(entry.id, entry.strings["fi"])):
        typer.echo(line)


@texts.command("preview")
def preview(
    code: Code,
    words: Annotated[list[str], typer.Argument(metavar="TEKSTI…", help="Oma teksti; kaksi muotoa peräkkäin")],
    language: Language = "fi",
) -> None:
    """Kokeile omaa tekstiä: miltä se näyttää, mitä se maksaa, kelpaako se. Ei tallenna mitään."""
    entry, strings = _entry(code), tuple(word.replace("\\n", "\n") for word in words)
    remarks = judge(entry, _language(language), strings)
    for remark in remarks:
        typer.echo(remark.line)
    if any(remark.refused for remark in remarks):
        raise typer.Exit(1)
    for string in strings:
        typer.echo(f"Pisimmillään: {_one_line((longest(string, language),))}")
    typer.echo(f"Osat: {_cost(entry, language, strings)}. Ennen: {_cost(entry, language, entry.strings[language])}.")
    for line in _whole(entry, language, strings):
        typer.echo(line)
    value = json.dumps(strings[0] if len(strings) == 1 else list(strings), ensure_ascii=False)
    typer.echo(f"\nKirjoita tiedostoon, jonka nimi on asetuksessa MEIJAN_TEXTS:\n[{entry.code}]\n{language} = {value}")


@texts.command("check")
def check(file: Annotated[str, typer.Argument(help="Tiedosto; ilman sitä asetus MEIJAN_TEXTS")] = "") -> None:
    """Tarkista kaupungin omat tekstit. Päättyy koodiin 1, jos jokin ei kelpaa."""
    path = file or settings().texts
    if not path:
        typer.echo("Omia tekstejä ei ole: asetus MEIJAN_TEXTS on tyhjä.")
        return
    found = _read(path)
    for remark in found.remarks:
        typer.echo(remark.line)
    used = sum(len(strings) for strings in found.own.values())
    typer.echo(f"Käytössä {used}, hylätty {len(found.refused)}.")
    if found.refused:
        raise typer.Exit(1)


# -- the pieces


def _own() -> Overrides:
    path = settings().texts
    return _read(path) if path else NONE


def _read(path: str) -> Overrides:
    try:
        return overrides.read(Path(path))
    except Unreadable as error:
        typer.echo(f"{error} Käytämme alkuperäisiä tekstejä.", err=True)
        raise typer.Exit(1) from error


def _entry(code: str) -> Entry:
    entry = book().get(code.strip().lower())
    if entry is None:
        typer.echo(f"Tekstiä {code} ei ole. Koodit näet näin: meijan texts list", err=True)
        raise typer.Exit(1)
    return entry


def _language(language: str) -> str:
    if language not in LANGUAGES:
        typer.echo(f"Kieli on jokin näistä: {', '.join(LANGUAGES)}.", err=True)
        raise typer.Exit(2)
    return language


def _cost(entry: Entry, language: str, strings: Strings) -> str:
    """Parts and units of the longest form, as a text message."""
    if not entry.narrow:
        return "Telegram"
    cost = max((size(longest(string, language)) for string in strings), key=lambda size: size.units)
    return f"{cost.parts} osa {cost.units}" if cost.parts == 1 else f"{cost.parts} osaa {cost.units}"


def _one_line(strings: Strings) -> str:
    return " / ".join(string.replace("\n", "|") for string in strings)


def _whole(entry: Entry, language: str, strings: Strings) -> Iterator[str]:
    """The text messages in which the text stands."""
    words = Wording(applied({language: {entry.id: strings}}))
    for name, say in screens(language, words):
        if entry.id in ids(say):
            text = shown(say, language, words)
            cost = size(text)
            yield f"\nViesti {name} [{cost.units}, osia {cost.parts}]:\n{text}"
