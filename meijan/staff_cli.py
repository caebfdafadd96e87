"""`meijan staff …`: who works in the console. Docs: docs/staff.md."""

from __future__ import annotations

from typing import Annotated

import typer

from meijan.at_desk import desk
from meijan.terminal import refusals, say

staff = typer.Typer(no_args_is_help=True, help="Käyttäjät: ketkä tekevät töitä hallinnassa ja mitä he saavat tehdä.")
Name = Annotated[str, typer.Argument(help="Nimi, jonka asukas näkee vastauksen alla, esimerkiksi Maija")]
By = Annotated[str, typer.Option(help="Kuka tekee tämän")]


@staff.command("add")
def add(
    ctx: typer.Context,
    name: Name,
    role: Annotated[list[str], typer.Option(help="Rooli; useampi antamalla monta kertaa")],
    email: Annotated[str, typer.Option(help="Sähköposti, jos kaupungin oma kirjautuminen on käytössä")] = "",
    by: By = "komentorivi",
) -> None:
    """Lisää käyttäjä ja tulosta kertakäyttöinen kirjautumislinkki."""
    from meijan import staff_desk as at

    with refusals():
        say(at.add(desk(ctx), name, role, email=email, by=by))


@staff.command("link")
def link(ctx: typer.Context, name: Name, by: By = "komentorivi") -> None:
    """Tulosta käyttäjälle uusi kertakäyttöinen kirjautumislinkki."""
    from meijan import staff_desk as at

    with refusals():
        say(at.link(desk(ctx), name, by=by))


@staff.command("list")
def listed(ctx: typer.Context) -> None:
    """Luettele käyttäjät ja heidän roolinsa."""
    from meijan import staff_desk as at

    say(at.listed(desk(ctx)))
