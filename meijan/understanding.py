"""`meijan understand`: what is made of lines, and what was not understood."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from dialogs.words import model
from dialogs.words.intents import understand as make_of
from meijan.desk import Desk
from meijan.terminal import refusals, say
from service.notices import Refused
from store import missed
from store.missed import Miss

CLOSED = ("yes", "no", "number", "date")
"""Known by rules, so the model has no word for them."""
understand = typer.Typer(help="Mitä viesteistä ymmärretään, ja mikä jäi ymmärtämättä.")


@understand.callback(invoke_without_command=True)
def lines(ctx: typer.Context) -> None:
    """Lue rivejä ja kerro kustakin: tulos, tarkoitus ja teksti sarkaimin erotettuina."""
    if ctx.invoked_subcommand is not None:
        return
    for raw in sys.stdin.buffer:
        text = raw.decode("utf-8", "replace").rstrip("\r\n")
        found = make_of(text)
        typer.echo(f"{found.outcome}\t{found.intent}\t{text}")


@understand.command()
def review(
    ctx: typer.Context,
    line: Annotated[int, typer.Option(help="Rivin numero luettelossa")] = 0,
    intent: Annotated[str, typer.Option("--as", help="Mitä rivi tarkoittaa, esimerkiksi vote; none = ei mitään")] = "",
    to: Annotated[Path | None, typer.Option(help="Opetustiedosto, johon korjatut rivit kirjoitetaan")] = None,
    most: Annotated[int, typer.Option(help="Kuinka monta riviä näytetään")] = 50,
) -> None:
    """Näytä yleisimmin väärin ymmärretyt viestit ja kirjoita korjatut rivit opetustiedostoon.

    Numerosarjat peitetään. Nimet jäävät: poista ne itse ennen opetusta.
    """
    from meijan.at_desk import desk

    at = desk(ctx)
    with at.database.read() as db:
        found = missed.most_frequent(db, sealer=at.house.sealer, limit=most)
    with refusals():
        if line or intent:
            say([_learn(at, _chosen(found, line), intent, to)])
        elif to is not None and sys.stdin.isatty():
            _ask_each(at, found, to)
        else:
            say([_shown(number, miss) for number, miss in enumerate(found, 1)] or ["Kaikki on ymmärretty."])


def _shown(number: int, miss: Miss) -> str:
    guessed = f" (arvaus: {miss.guess})" if miss.guess else ""
    return f"{number}. {miss.times} kertaa: {_one_line(miss.text)}{guessed}"


def _ask_each(at: Desk, found: list[Miss], to: Path) -> None:
    """One after the other; an empty answer leaves a line for another time."""
    for number, miss in enumerate(found, 1):
        typer.echo(_shown(number, miss))
        answer = typer.prompt("Mitä se tarkoittaa", default="", show_default=False).strip()
        if answer:
            try:
                typer.echo(_learn(at, miss, answer, to))
            except Refused as error:
                typer.echo(str(error))


def _chosen(found: list[Miss], line: int) -> Miss:
    if not 1 <= line <= len(found):
        raise Refused("Kerro rivin numero: --line.")
    return found[line - 1]


def _learn(at: Desk, miss: Miss, intent: str, to: Path | None) -> str:
    """Write a line for training, then forget its texts. In this order: a line written twice does no harm."""
    known = sorted([*model.load().intents, *CLOSED])
    if intent not in known:
        raise Refused(f"Tarkoitus on jokin näistä: {', '.join(known)}.")
    if to is None:
        raise Refused("Kerro opetustiedosto: --to.")
    with to.open("a", encoding="utf-8") as file:
        file.write(f"{_one_line(miss.text)}\t{intent}\n")
    with at.database.write() as db:
        missed.forget(db, alike=[miss.alike])
    return f"Kirjoitettu: {intent}."


def _one_line(text: str) -> str:
    """Without tabs and line ends, and with no number of five digits or more: those belong to somebody."""
    return _LONG_NUMBER.sub("00000", " ".join(text.split()))


_LONG_NUMBER = re.compile(r"\+?\d(?:[\s-]?\d){4,}")
