"""`meijan idea …`: read, published, decided, joined, handed over, promised, listed. Docs: docs/commands.md."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from meijan.at_desk import desk
from meijan.terminal import refusals, say, sure

idea = typer.Typer(no_args_is_help=True, help="Ideat: luettele, katso, hyväksy, hylkää, yhdistä, siirrä.")

Code = Annotated[str, typer.Argument(help="Idean tunnus, esimerkiksi K7F2")]


@idea.command("list")
def idea_list(ctx: typer.Context, state: Annotated[str, typer.Option(help="Vain tässä tilassa")] = "") -> None:
    """Luettele ideat."""
    with refusals():
        say(desk(ctx).idea_list(state))


@idea.command("show")
def idea_show(ctx: typer.Context, code: Code) -> None:
    """Näytä idea. Sen jälkeen antaja ei voi muuttaa tekstiä."""
    with refusals():
        say(desk(ctx).idea_show(code))


@idea.command("accept")
def idea_accept(
    ctx: typer.Context,
    code: Code,
    text: Annotated[str, typer.Option(help="Julkaistava teksti ilman nimiä ja numeroita")] = "",
) -> None:
    """Julkaise idea ja kerro siitä antajalle."""
    with refusals():
        say(desk(ctx).idea_accept(code, text))


@idea.command("reject")
def idea_reject(
    ctx: typer.Context, code: Code, reason: Annotated[str, typer.Option(help="Syy, joka kerrotaan")]
) -> None:
    """Ideaa ei toteuteta: kerro syy antajalle."""
    with refusals():
        say(desk(ctx).idea_reject(code, reason))


@idea.command("state")
def idea_state(ctx: typer.Context, code: Code, state: Annotated[str, typer.Argument(help="Uusi tila")]) -> None:
    """Siirrä idea tilaan: arvioitavana, ehdolla, toteutetaan, valmis."""
    with refusals():
        say(desk(ctx).idea_state(code, state))


@idea.command("reindex")
def idea_reindex(ctx: typer.Context) -> None:
    """Tee hakemisto samanlaisista ideoista uudestaan, esimerkiksi kun Voikko on asennettu."""
    with refusals():
        say(desk(ctx).idea_reindex())


@idea.command("merge")
def idea_merge(
    ctx: typer.Context,
    code: Code,
    into: Annotated[str, typer.Argument(help="Idea, joka jää")],
    yes: Annotated[bool, typer.Option("--yes", help="Älä kysy, vaikka antajalle lähtee viesti")] = False,
) -> None:
    """Yhdistä idea toiseen: kannattajat lasketaan yhteen, ja antaja saa tietää."""
    from meijan import idea_desk as at

    with refusals():
        say(at.merge(desk(ctx), code, into, sure=lambda lines: sure(lines, yes=yes, asks=ctx.obj is None)))


@idea.command("transfer")
def idea_transfer(ctx: typer.Context, code: Code, to: Annotated[str, typer.Argument(help="Viranomaisen nimi")]) -> None:
    """Siirrä idea viranomaiselle, jonka asia se on, ja kerro siitä antajalle."""
    from meijan import idea_desk as at

    with refusals():
        say(at.transfer(desk(ctx), code, to))


@idea.command("answer-by")
def idea_answer_by(
    ctx: typer.Context, code: Code, day: Annotated[str, typer.Argument(help="Päivä, esimerkiksi 8.12.2026, tai -")]
) -> None:
    """Lupaa antajalle vastaus päivään mennessä."""
    from meijan import idea_desk as at

    with refusals():
        say(at.answer_by(desk(ctx), code, day))


@idea.command("export")
def idea_export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="Tiedosto, .xlsx tai .csv")],
    year: Annotated[int | None, typer.Option(help="Vuosi; muuten tämä vuosi")] = None,
) -> None:
    """Vie vuoden ideat tiedostoon ilman henkilötietoja."""
    from meijan import idea_desk as at

    with refusals():
        say(at.export(desk(ctx), file, year))
