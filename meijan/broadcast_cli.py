"""`meijan broadcast …`: written, looked at, approved, watched. Docs: docs/broadcasts.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from meijan.at_desk import desk
from meijan.terminal import refusals, say, sure

broadcast = typer.Typer(no_args_is_help=True, help="Lähetykset: kenelle, millä sanoilla, milloin.")
Number = Annotated[int, typer.Argument(help="Lähetyksen numero, esimerkiksi 12")]
By = Annotated[str, typer.Option(help="Kuka tekee tämän: käyttäjän nimi (meijan staff list)")]
Yes = Annotated[bool, typer.Option("--yes", help="Älä kysy, vaikka ihmisille lähtee viesti")]
File = Annotated[Path, typer.Argument(help="YAML-tiedosto: name, to, words, when")]


def _asking(ctx: typer.Context, yes: bool) -> Callable[[Sequence[str]], bool]:
    return lambda lines: sure(lines, yes=yes, asks=ctx.obj is None)


@broadcast.command("preview")
def preview(
    ctx: typer.Context, what: Annotated[str, typer.Argument(help="YAML-tiedosto tai lähetyksen numero")]
) -> None:
    """Näytä, keille viesti lähtisi ja ketkä jäisivät pois, viestit, hinta ja varoitukset. Mitään ei lähde."""
    from meijan import broadcast_desk as at

    with refusals():
        say(at.preview(desk(ctx), what))


@broadcast.command("create")
def create(ctx: typer.Context, file: File, by: By) -> None:
    """Tallenna luonnos tiedostosta. Luonnos saa numeron."""
    from meijan import broadcast_desk as at

    with refusals():
        say(at.create(desk(ctx), file, by=by))


@broadcast.command("edit")
def edit(ctx: typer.Context, number: Number, file: File, by: By) -> None:
    """Muuta lähetys tiedoston mukaiseksi. Jos se odotti hyväksyntää, se on taas luonnos."""
    from meijan import broadcast_desk as at

    with refusals():
        say(at.edit(desk(ctx), number, file, by=by))


@broadcast.command("test")
def test(ctx: typer.Context, number: Number, by: By) -> None:
    """Lähetä viesti kokeeksi omaan puhelimeesi, jokaisella kielellä."""
    from meijan import broadcast_desk as at

    with refusals():
        say(at.test(desk(ctx), number, by=by))


@broadcast.command("ask")
def ask(ctx: typer.Context, number: Number, by: By) -> None:
    """Pyydä toista ihmistä hyväksymään lähetys."""
    from meijan import broadcast_desk as at

    with refusals():
        say(at.ask(desk(ctx), number, by=by))


@broadcast.command("send")
def send(ctx: typer.Context, number: Number, by: By, yes: Yes = False) -> None:
    """Lähetä pieni lähetys ilman toista ihmistä."""
    from meijan import broadcast_desk as at

    with refusals():
        say(at.send(desk(ctx), number, _asking(ctx, yes), by=by))


@broadcast.command("approve")
def approve(ctx: typer.Context, number: Number, by: By, yes: Yes = False) -> None:
    """Hyväksy toisen ihmisen lähetys. Vastaanottajat ja viesti eivät enää muutu."""
    from meijan import broadcast_desk as at

    with refusals():
        say(at.approve(desk(ctx), number, _asking(ctx, yes), by=by))


@broadcast.command("back")
def back(ctx: typer.Context, number: Number, by: By, why: Annotated[str, typer.Option(help="Miksi")] = "") -> None:
    """Palauta lähetys luonnokseksi."""
    from meijan import broadcast_desk as at

    with refusals():
        say(at.back(desk(ctx), number, by=by, why=why))


@broadcast.command("pause")
def pause(ctx: typer.Context, number: Number, by: By) -> None:
    """Pane lähetys tauolle heti. Jonossa olevat viestit otetaan takaisin."""
    from meijan import broadcast_desk as at

    with refusals():
        say(at.pause(desk(ctx), number, by=by))


@broadcast.command("resume")
def resume(ctx: typer.Context, number: Number, by: By) -> None:
    """Jatka lähetystä siitä, mihin se jäi."""
    from meijan import broadcast_desk as at

    with refusals():
        say(at.resume(desk(ctx), number, by=by))


@broadcast.command("cancel")
def cancel(ctx: typer.Context, number: Number, by: By, yes: Yes = False) -> None:
    """Peru lähetys lopullisesti. Jo lähteneitä viestejä ei saa takaisin."""
    from meijan import broadcast_desk as at

    with refusals():
        say(at.cancel(desk(ctx), number, _asking(ctx, yes), by=by))


@broadcast.command("retry")
def retry(ctx: typer.Context, number: Number, by: By) -> None:
    """Lähetä uudestaan ne viestit, jotka eivät menneet perille ja joita voi yrittää."""
    from meijan import broadcast_desk as at

    with refusals():
        say(at.retry(desk(ctx), number, by=by))


@broadcast.command("decide")
def decide(
    ctx: typer.Context,
    number: Number,
    message: Annotated[int, typer.Argument(help="Viestin tunnus (meijan broadcast status NUMERO)")],
    outcome: Annotated[str, typer.Argument(help="perillä tai uudestaan")],
    by: By,
) -> None:
    """Ratkaise epävarma viesti: se meni perille, tai se lähetetään uudestaan."""
    from meijan import broadcast_desk as at

    if outcome not in ("perillä", "uudestaan"):
        raise typer.BadParameter("kirjoita perillä tai uudestaan")
    with refusals():
        say(at.decide(desk(ctx), number, message, arrived=outcome == "perillä", by=by))


@broadcast.command("status")
def status(
    ctx: typer.Context,
    number: Number,
    follow: Annotated[bool, typer.Option("--follow", help="Seuraa, kunnes lähetys on ohi")] = False,
) -> None:
    """Näytä, miten lähetys etenee ja mitä sille on tehty."""
    from meijan import broadcast_status as at

    with refusals():
        if follow:
            at.follow(desk(ctx), number)
        say(at.status(desk(ctx), number))


@broadcast.command("list")
def listed(
    ctx: typer.Context, all: Annotated[bool, typer.Option("--all", help="Myös ne, jotka ovat ohi")] = False
) -> None:
    """Luettele lähetykset."""
    from meijan import broadcast_status as at

    say(at.listed(desk(ctx), all=all))
