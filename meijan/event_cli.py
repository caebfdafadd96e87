"""`meijan event …`: made, announced, changed, cancelled; who comes. Docs: docs/events.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from meijan.at_desk import desk
from meijan.terminal import refusals, say, sure

event = typer.Typer(no_args_is_help=True, help="Tapahtumat: tiedostosta julisteeseen, muutokset ja osallistujat.")
Number = Annotated[int, typer.Argument(help="Tapahtuman numero, esimerkiksi 12")]
Yes = Annotated[bool, typer.Option("--yes", help="Älä kysy, vaikka ihmisille lähtee viesti")]


def _asking(ctx: typer.Context, yes: bool) -> Callable[[Sequence[str]], bool]:
    """Asks at a terminal; within a conversation or a script only `--yes` will do."""
    return lambda lines: sure(lines, yes=yes, asks=ctx.obj is None)


@event.command("create")
def create(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="YAML-tiedosto: yksi tapahtuma tai lista")],
    publish: Annotated[bool, typer.Option("--publish", help="Julkaise heti")] = False,
) -> None:
    """Tallenna luonnos tiedostosta. Luonnos saa numeron."""
    from meijan import event_desk as at

    with refusals():
        say(at.create(desk(ctx), file, publish=publish))


@event.command("edit")
def edit(
    ctx: typer.Context, number: Number, file: Annotated[Path, typer.Argument(help="YAML-tiedosto")], yes: Yes = False
) -> None:
    """Muuta tapahtuma tiedoston mukaiseksi. Uudesta ajasta ja paikasta kerrotaan ilmoittautuneille."""
    from meijan import event_desk as at

    with refusals():
        say(at.edit(desk(ctx), number, file, _asking(ctx, yes)))


@event.command("publish")
def publish(ctx: typer.Context, numbers: Annotated[list[int], typer.Argument(help="Tapahtumien numerot")]) -> None:
    """Julkaise luonnos. Sen jälkeen sen näkevät kaikki."""
    from meijan import event_desk as at

    with refusals():
        say(at.publish(desk(ctx), numbers))


@event.command("list")
def event_list(ctx: typer.Context, all: Annotated[bool, typer.Option("--all", help="Myös menneet")] = False) -> None:
    """Luettele tapahtumat, myös luonnokset."""
    from meijan import event_papers as at

    say(at.listed(desk(ctx), all=all))


@event.command("show")
def show(ctx: typer.Context, number: Number) -> None:
    """Näytä tapahtuma ja mitä sille on tehty."""
    from meijan import event_papers as at

    with refusals():
        say(at.show(desk(ctx), number))


@event.command("move")
def move(
    ctx: typer.Context,
    number: Number,
    start: Annotated[str, typer.Argument(help='Alkaa, esimerkiksi "2026-11-27 13:00" tai "27.11.2026 13.00"')],
    end: Annotated[str, typer.Argument(help="Päättyy, esimerkiksi 15.00. Ilman tätä tapahtuma on yhtä pitkä")] = "",
    place: Annotated[str, typer.Option(help="Uusi paikka")] = "",
    yes: Yes = False,
) -> None:
    """Siirrä tapahtuma ja kerro siitä ilmoittautuneille."""
    from meijan import event_desk as at

    with refusals():
        say(at.move(desk(ctx), number, start, end, place, _asking(ctx, yes)))


@event.command("postpone")
def postpone(ctx: typer.Context, number: Number, yes: Yes = False) -> None:
    """Siirrä tapahtuma, kun uusi aika ei ole vielä tiedossa. Siitä kerrotaan ilmoittautuneille."""
    from meijan import event_desk as at

    with refusals():
        say(at.postpone(desk(ctx), number, _asking(ctx, yes)))


@event.command("cancel")
def cancel(
    ctx: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option(help="Syy, joka kerrotaan ilmoittautuneille")],
    yes: Yes = False,
) -> None:
    """Peru tapahtuma ja kerro siitä ilmoittautuneille."""
    from meijan import event_desk as at

    with refusals():
        say(at.cancel(desk(ctx), number, reason, _asking(ctx, yes)))


@event.command("capacity")
def capacity(
    ctx: typer.Context, number: Number, seats: Annotated[str, typer.Argument(help="Kuinka monta mahtuu, tai kaikki")]
) -> None:
    """Muuta paikkojen määrää. Jonosta kysytään heti; ketään ei poisteta."""
    from meijan import event_desk as at

    if seats != "kaikki" and not seats.isdecimal():
        raise typer.BadParameter("paikat ovat luku tai kaikki")
    with refusals():
        say(at.capacity(desk(ctx), number, None if seats == "kaikki" else int(seats)))


@event.command("participants")
def participants(
    ctx: typer.Context,
    number: Number,
    csv: Annotated[Path | None, typer.Option(help="Tee lista CSV-tiedostoksi tähän")] = None,
) -> None:
    """Luettele, ketkä tulevat ja ketkä ovat jonossa. Numero näkyy vain, jos ihminen antoi luvan."""
    from meijan import event_papers as at

    with refusals():
        say(at.participants(desk(ctx), number, csv))


@event.command("feedback")
def feedback(ctx: typer.Context, number: Number) -> None:
    """Lue palaute: numerot laskettuina, sanat ilman kirjoittajaa."""
    from meijan import event_papers as at

    with refusals():
        say(at.feedback(desk(ctx), number))


@event.command("attend")
def attend(
    ctx: typer.Context, number: Number, n: Annotated[int, typer.Argument(help="Kuinka moni oli paikalla")]
) -> None:
    """Kirjaa, kuinka moni oli paikalla."""
    from meijan import event_desk as at

    with refusals():
        say(at.attend(desk(ctx), number, n))


@event.command("poster")
def poster(
    ctx: typer.Context,
    number: Number,
    source: Annotated[str, typer.Option(help="Julisteen sana, esimerkiksi TORI: paikka, jossa se on")] = "",
    bot: Annotated[str, typer.Option(help="Botin nimi; muuten se kysytään Telegramista")] = "",
    language: Annotated[str, typer.Option(help="fi, sv tai en")] = "fi",
    out: Annotated[Path | None, typer.Option(help="Tiedosto: .pdf, tai .html verkkosivuksi")] = None,
) -> None:
    """Tee tapahtuman juliste, A4: aika, paikka, QR-koodit ja viesti, jolla ilmoittaudutaan."""
    from meijan import event_papers as at

    with refusals():
        say(at.poster(desk(ctx), number, out=out, source=source, bot=bot, language=language))


@event.command("export")
def export(
    ctx: typer.Context,
    folder: Annotated[Path | None, typer.Argument(help="Kansio")] = None,
    yaml: Annotated[bool, typer.Option("--yaml", help="Tulosta YAML, jonka create lukee")] = False,
    all: Annotated[bool, typer.Option("--all", help="Myös menneet")] = False,
) -> None:
    """Kirjoita tapahtumat tiedostoiksi: YAML, avoin data ja kalenteri."""
    from meijan import event_papers as at

    if folder is None and not yaml:
        raise typer.BadParameter("anna kansio tai --yaml")
    with refusals():
        if yaml:
            typer.echo(at.export_yaml(desk(ctx), all=all), nl=False)
        if folder is not None:
            say(at.export(desk(ctx), folder, all=all))
