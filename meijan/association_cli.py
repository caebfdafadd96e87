"""`meijan association …`: who owns events, and the telephone numbers that run them. Docs: docs/associations.md."""

from __future__ import annotations

from typing import Annotated

import typer

from meijan.at_desk import desk
from meijan.terminal import refusals, say

association = typer.Typer(no_args_is_help=True, help="Yhdistykset ja numerot, joista niiden tapahtumia hoidetaan.")
Name = Annotated[str, typer.Argument(help="Yhdistyksen nimi, esimerkiksi Haukivuoren kyläyhdistys")]
Number = Annotated[str, typer.Argument(help="Puhelinnumero, esimerkiksi +358401234567")]
By = Annotated[str, typer.Option(help="Kuka työntekijä tekee tämän")]


@association.command("add")
def add(ctx: typer.Context, name: Name, by: By = "") -> None:
    """Lisää yhdistys."""
    from meijan import association_desk as at

    with refusals():
        say(at.add(desk(ctx), name, by=by))


@association.command("rename")
def rename(ctx: typer.Context, name: Name, new: Annotated[str, typer.Argument(help="Uusi nimi")]) -> None:
    """Muuta yhdistyksen nimi."""
    from meijan import association_desk as at

    with refusals():
        say(at.rename(desk(ctx), name, new))


@association.command("list")
def listed(ctx: typer.Context) -> None:
    """Luettele yhdistykset ja niiden numerot."""
    from meijan import association_desk as at

    say(at.listed(desk(ctx)))


@association.command("number")
def number(
    ctx: typer.Context,
    name: Name,
    number: Number,
    consent: Annotated[str, typer.Option(help='Miten omistaja suostui, esimerkiksi "sähköposti 24.11."')],
    by: By = "",
) -> None:
    """Rekisteröi numero: siitä voi hoitaa yhdistyksen tapahtumia viestillä."""
    from meijan import association_desk as at

    with refusals():
        say(at.register(desk(ctx), name, number, consent=consent, by=by))


@association.command("end")
def end(ctx: typer.Context, name: Name, number: Number) -> None:
    """Lopeta numeron oikeus hoitaa yhdistyksen tapahtumia."""
    from meijan import association_desk as at

    with refusals():
        say(at.end(desk(ctx), name, number))
