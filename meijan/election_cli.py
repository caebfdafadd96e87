"""`meijan election …`: from a file to the published result. Docs: docs/elections.md."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from meijan.at_desk import desk
from meijan.terminal import refusals, say

election = typer.Typer(no_args_is_help=True, help="Äänestykset: tiedostosta julkaistuun tulokseen.")
Code = Annotated[str, typer.Argument(help="Äänestyksen tunnus, esimerkiksi budjetti-2027")]
Bot = Annotated[str, typer.Option(help="Botin nimi; muuten se kysytään Telegramista")]
PaperLanguage = Annotated[str, typer.Option(help="fi, sv tai en")]


@election.command("create")
def create(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="YAML-tiedosto")],
    from_ideas: Annotated[bool, typer.Option("--from-ideas", help="Tee tiedosto hyväksytyistä ideoista")] = False,
) -> None:
    """Tallenna luonnos tiedostosta tai muuta sitä. Kerro, mitä puuttuu."""
    from meijan import election_desk as at

    with refusals():
        say(at.ideas_file(desk(ctx), file) if from_ideas else at.create(desk(ctx), file))


@election.command("list")
def election_list(ctx: typer.Context) -> None:
    """Luettele äänestykset."""
    from meijan import election_desk as at

    say(at.listed(desk(ctx)))


@election.command("show")
def show(ctx: typer.Context, code: Code) -> None:
    """Näytä äänestys. Ennen laskentaa näkyy vain, kuinka moni on äänestänyt."""
    from meijan import election_desk as at

    with refusals():
        say(at.show(desk(ctx), code))


@election.command("open")
def open_election(ctx: typer.Context, code: Code) -> None:
    """Avaa äänestys, jos mitään ei puutu. Asetukset lukitaan."""
    from meijan import election_desk as at

    with refusals():
        say(at.open_election(desk(ctx), code))


@election.command("close")
def close(ctx: typer.Context, code: Code) -> None:
    """Sulje äänestys nyt."""
    from meijan import election_desk as at

    with refusals():
        say(at.close(desk(ctx), code))


@election.command("count")
def count(
    ctx: typer.Context,
    code: Code,
    now: Annotated[bool, typer.Option("--now", help="Älä odota tuntia myöhässä tulevia viestejä")] = False,
    also: Annotated[
        list[Path] | None, typer.Option(help="Loki tai kansio, josta etsitään, näkyykö siinä kenenkään ääni")
    ] = None,
) -> None:
    """Laske äänet ja irrota ne äänestäjistä. Tätä ei voi perua."""
    from meijan import election_desk as at

    with refusals():
        say(at.count(desk(ctx), code, at_once=now, also=also or []))


@election.command("decide")
def decide(
    ctx: typer.Context,
    code: Code,
    date: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Päätöksen päivä, esimerkiksi 2027-03-17")],
    section: Annotated[str, typer.Option(help="Päätöksen pykälä")] = "",
    chosen: Annotated[str, typer.Option(help='Valitut kohteet, "3 7 12". Ilman tätä kuten laskettiin')] = "",
    reason: Annotated[
        list[str] | None, typer.Option(help='Syy kohteelle, joka poikkeaa laskennasta: "3=Alueella on jo penkkejä"')
    ] = None,
) -> None:
    """Kirjaa lautakunnan päätös ja kerro siitä ideoiden antajille."""
    from meijan import election_desk as at

    with refusals():
        say(at.decide(desk(ctx), code, chosen=chosen, on=date.date(), section=section, reasons=reason or []))


@election.command("publish")
def publish(ctx: typer.Context, code: Code) -> None:
    """Julkaise tulos kaikille."""
    from meijan import election_desk as at

    with refusals():
        say(at.publish(desk(ctx), code))


@election.command("export")
def export(ctx: typer.Context, code: Code, folder: Annotated[Path, typer.Argument(help="Kansio")]) -> None:
    """Kirjoita äänet, kuittikoodit ja tulos tiedostoiksi, joista kuka tahansa voi laskea uudestaan."""
    from meijan import election_desk as at

    with refusals():
        say(at.export(desk(ctx), code, folder))


@election.command("import-ballots")
def import_ballots(
    ctx: typer.Context,
    code: Code,
    file: Annotated[Path | None, typer.Argument(help="CSV-tiedosto")] = None,
    way: Annotated[str, typer.Option(help="web tai paper")] = "paper",
    by: Annotated[str, typer.Option(help="Kuka syöttää tai tarkistaa")] = "",
    check: Annotated[int, typer.Option(help="Tarkista tämä erä: sama aineisto toisen ihmisen syöttämänä")] = 0,
    drop: Annotated[int, typer.Option(help="Poista tämä erä, jota ei ole tarkistettu")] = 0,
) -> None:
    """Lisää verkkokyselyn tai paperin ääniä. Kaksi ihmistä syöttää samat äänet."""
    from meijan import ballot_desk as at

    with refusals():
        if drop:
            say(at.drop(desk(ctx), code, drop))
        elif file is None:
            raise typer.BadParameter("tiedosto puuttuu")
        elif check:
            say(at.check(desk(ctx), code, file, batch=check, by=by))
        else:
            say(at.enter(desk(ctx), code, file, way=way, by=by))


@election.command("codes")
def codes(
    ctx: typer.Context,
    code: Code,
    n: Annotated[int, typer.Argument(help="Kuinka monta")],
    out: Annotated[Path | None, typer.Option(help="Tee lapuista PDF tähän, kahdeksan sivulle")] = None,
    bot: Bot = "",
    language: PaperLanguage = "fi",
) -> None:
    """Tee kertakoodeja palvelupisteeseen. Ne näkyvät vain tämän kerran."""
    from meijan import ballot_desk as at
    from meijan import election_papers as papers

    with refusals():
        if out is None:
            say(at.codes(desk(ctx), code, n))
        else:
            say(papers.slips(desk(ctx), code, n, out=out, bot=bot, language=language))


@election.command("poster")
def poster(
    ctx: typer.Context,
    code: Code,
    source: Annotated[str, typer.Option(help="Julisteen sana, esimerkiksi TORI: paikka, jossa se on")] = "",
    size: Annotated[str, typer.Option(help="a4 tai a3")] = "a4",
    bot: Bot = "",
    language: PaperLanguage = "fi",
    out: Annotated[Path | None, typer.Option(help="Tiedosto: .pdf, tai .html verkkosivuksi")] = None,
) -> None:
    """Tee äänestyksen juliste: numerot, nimet, hinnat, kuvat ja QR-koodit."""
    from meijan import election_papers as papers

    with refusals():
        say(papers.poster(desk(ctx), code, out=out, source=source, bot=bot, language=language, size=size))


@election.command("ballot")
def ballot(
    ctx: typer.Context,
    code: Code,
    place: Annotated[str, typer.Option(help="Mihin lippu tuodaan, esimerkiksi Mikkelin pääkirjasto")] = "",
    bot: Bot = "",
    language: PaperLanguage = "fi",
    out: Annotated[Path | None, typer.Option(help="Tiedosto: .pdf")] = None,
) -> None:
    """Tee paperinen äänestyslippu, A4."""
    from meijan import election_papers as papers

    with refusals():
        say(papers.ballot(desk(ctx), code, out=out, bot=bot, language=language, place=place))


@election.command("annex")
def annex(
    ctx: typer.Context,
    code: Code,
    language: PaperLanguage = "fi",
    out: Annotated[Path | None, typer.Option(help="Tiedosto: .pdf tai .html")] = None,
) -> None:
    """Tee lautakunnan liite, yksi sivu: laskenta, osallistuminen ja poikkeamat."""
    from meijan import election_papers as papers

    with refusals():
        say(papers.annex(desk(ctx), code, out=out, language=language))
