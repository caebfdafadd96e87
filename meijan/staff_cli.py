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


@staff.command("roles")
def set_roles(
    ctx: typer.Context,
    name: Name,
    role: Annotated[list[str], typer.Option(help="Rooli; useampi antamalla monta kertaa")],
    by: By = "komentorivi",
) -> None:
    """Anna käyttäjälle nämä roolit entisten tilalle."""
    from meijan import staff_desk as at

    with refusals():
        say(at.set_roles(desk(ctx), name, role, by=by))


@staff.command("email")
def set_email(
    ctx: typer.Context,
    name: Name,
    address: Annotated[str, typer.Argument(help="Sähköposti kaupungin kirjautumisessa; tyhjä poistaa")] = "",
    by: By = "komentorivi",
) -> None:
    """Kirjaa sähköposti, jolla kaupungin oma kirjautuminen tuntee käyttäjän."""
    from meijan import staff_desk as at

    with refusals():
        say(at.set_email(desk(ctx), name, address, by=by))


@staff.command("disable")
def disable(ctx: typer.Context, name: Name, by: By = "komentorivi") -> None:
    """Sulje tunnus heti: selaimet kirjautuvat ulos."""
    from meijan import staff_desk as at

    with refusals():
        say(at.disable(desk(ctx), name, by=by))


@staff.command("enable")
def enable(ctx: typer.Context, name: Name, by: By = "komentorivi") -> None:
    """Avaa suljettu tunnus."""
    from meijan import staff_desk as at

    with refusals():
        say(at.enable(desk(ctx), name, by=by))


@staff.command("phone")
def set_phone(
    ctx: typer.Context,
    name: Name,
    number: Annotated[str, typer.Argument(help="Numero, esimerkiksi 040 123 4567; tyhjä poistaa")] = "",
    by: By = "komentorivi",
) -> None:
    """Kirjaa numero, johon käyttäjän omat koeviestit menevät."""
    from meijan import staff_desk as at

    with refusals():
        say(at.set_phone(desk(ctx), name, number, by=by))


@staff.command("sessions")
def open_sessions(
    ctx: typer.Context,
    name: Name,
    end: Annotated[bool, typer.Option("--end", help="Kirjaa kaikki ulos")] = False,
    by: By = "komentorivi",
) -> None:
    """Näytä, missä käyttäjä on kirjautuneena."""
    from meijan import staff_desk as at

    with refusals():
        say(at.open_sessions(desk(ctx), name, end=end, by=by))


@staff.command("log")
def log(
    ctx: typer.Context,
    verify: Annotated[bool, typer.Option("--verify", help="Tarkista koko ketju; virhe, jos se on rikki")] = False,
    who: Annotated[str, typer.Option(help="Vain tämän ihmisen")] = "",
    what: Annotated[str, typer.Option(help="Vain tällä alkavat, esimerkiksi idea.")] = "",
    n: Annotated[int, typer.Option("-n", "--n", min=1, help="Montako uusinta")] = 50,
    by: By = "komentorivi",
) -> None:
    """Näytä loki: kuka teki mitä, mihin ja miksi."""
    from meijan import staff_desk as at

    with refusals():
        say(at.verify(desk(ctx), by=by) if verify else at.log(desk(ctx), who=who, what=what, n=n))


@staff.command("list")
def listed(ctx: typer.Context) -> None:
    """Luettele käyttäjät ja heidän roolinsa."""
    from meijan import staff_desk as at

    say(at.listed(desk(ctx)))
