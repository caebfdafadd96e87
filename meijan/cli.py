"""The `meijan` command. Docs: docs/commands.md."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import Annotated

import typer

from meijan.association_cli import association
from meijan.at_desk import desk
from meijan.broadcast_cli import broadcast
from meijan.desk import Desk
from meijan.election_cli import election
from meijan.event_cli import event
from meijan.event_import_cli import import_events
from meijan.idea_cli import idea
from meijan.inbox_cli import inbox
from meijan.keys import keys
from meijan.operating import backup, doctor, restore, serve, set_webhooks
from meijan.staff_cli import staff
from meijan.tallying import tally
from meijan.terminal import guarded, refusals, say, settings
from meijan.texts.desk import texts
from meijan.understanding import understand

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # they hold tokens and telephone numbers
    help="Meijän kanava: osallistumisen kanava kaupungille.",
)
app.add_typer(idea, name="idea")
app.add_typer(inbox, name="inbox")
outbox = typer.Typer(help="Lähtevät viestit: mikä odottaa, mikä on epävarmaa, keitä emme tavoittaneet.")
app.add_typer(outbox, name="outbox")
app.add_typer(election, name="election")
app.add_typer(event, name="event")
app.add_typer(association, name="association")
app.add_typer(broadcast, name="broadcast")
app.add_typer(staff, name="staff")
app.add_typer(keys, name="keys")
app.add_typer(texts, name="texts")
app.add_typer(understand, name="understand")


# -- what leaves


@outbox.callback(invoke_without_command=True)
def outbox_overview(ctx: typer.Context) -> None:
    """Kerro, mitä lähtee, mikä on epävarmaa ja kuka lähettää."""
    if ctx.invoked_subcommand is None:
        from meijan.outbox_desk import overview

        chosen = settings()
        rates = {"telegram": chosen.telegram_rate, "sms": chosen.sms_rate}
        say(overview(desk(ctx), rates=rates, price=chosen.sms_price))


@outbox.command("unknown")
def outbox_unknown(ctx: typer.Context) -> None:
    """Luettele viestit, joista ei tiedetä, menivätkö ne perille."""
    from meijan.outbox_desk import unknown

    say(unknown(desk(ctx)))


@outbox.command("arrived")
def outbox_arrived(ctx: typer.Context, row: int) -> None:
    """Epävarma viesti meni perille: sitä ei lähetetä uudestaan."""
    from meijan.outbox_desk import decide

    with refusals():
        say(decide(desk(ctx), row, arrived=True))


@outbox.command("again")
def outbox_again(ctx: typer.Context, row: int) -> None:
    """Lähetä epävarma viesti uudestaan."""
    from meijan.outbox_desk import decide

    with refusals():
        say(decide(desk(ctx), row, arrived=False))


@outbox.command("call-list")
def outbox_call_list(ctx: typer.Context) -> None:
    """Luettele ihmiset, joita viesti ei tavoittanut: heille soitetaan."""
    from meijan.outbox_desk import call_list

    say(call_list(desk(ctx)))


@outbox.command("called")
def outbox_called(
    ctx: typer.Context, row: int, outcome: Annotated[str, typer.Option(help="Mitä soitosta tuli")]
) -> None:
    """Kirjaa soittolistan soitto."""
    from meijan.outbox_desk import close

    with refusals():
        say(close(desk(ctx), row, outcome))


@app.command()
def reconcile(
    hours: Annotated[float, typer.Option(help="Kuinka monta tuntia taaksepäin katsotaan")] = 0,
) -> None:
    """Hae tekstiviestit, jotka tulivat Twilioon mutta eivät meille."""
    from meijan.reconciling import reconcile as run

    with refusals():
        say(run(settings(), hours=hours))


# -- tools


@app.command()
def chat(
    channel: Annotated[str, typer.Option(help="sms tai telegram")] = "sms",
    sender: Annotated[str, typer.Option("--from", help="Kuka kirjoittaa")] = "",
    at: Annotated[str, typer.Option(help="Kellonaika, esimerkiksi 2026-11-24T10:00")] = "",
    save: Annotated[str, typer.Option(help="Tallenna keskustelu tähän tiedostoon")] = "",
) -> None:
    """Keskustele tekstinä. Rivit, jotka alkavat merkillä !, ohjaavat."""
    from meijan.chat import CHANNELS, BadLine, Chat, shown
    from meijan.clock import Clock
    from meijan.logs import quiet
    from store.database import Database

    quiet()
    if channel not in CHANNELS:
        typer.echo(f"Kanava on jokin näistä: {', '.join(CHANNELS)}.", err=True)
        raise typer.Exit(2)
    chosen = settings()
    try:
        clock = Clock(at)
    except ValueError:
        typer.echo("Kellonaika kirjoitetaan näin: 2026-11-24T10:00.", err=True)
        raise typer.Exit(2) from None
    database = Database(chosen.database_url, pool=2)
    try:
        talk = Chat(
            database,
            chosen,
            channel=channel,
            address=sender or ("+358401234567" if channel == "sms" else "7001"),
            clock=clock,
        )
        talk.staff = lambda args: command(args, Desk(database, talk.house))
        kept: list[str] = [f"channel: {channel}"]
        prompt = sys.stdin.isatty()
        while True:
            if prompt:
                typer.echo("> ", nl=False)
            line = sys.stdin.readline()
            if not line:
                break
            kept.append(line.rstrip("\n") if line.startswith(("!", ">", "#")) else f"> {line.rstrip(chr(10))}")
            if line.startswith("#"):
                continue
            try:
                seen = talk.line(line)
            except BadLine as error:
                typer.echo(f"?? {error}")
                continue
            for message in seen:
                kept.append(shown(message, talk.person))
                typer.echo(kept[-1])
        if save:
            with open(save, "w", encoding="utf-8") as file:
                file.write("\n".join(kept) + "\n")
    except BadLine as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    finally:
        database.close()


def command(args: list[str], desk: Desk) -> str:
    """Run a staff command within a conversation; what it printed."""
    output = io.StringIO()
    root = typer.main.get_command(app)
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output), contextlib.suppress(SystemExit):
        root.main(args, prog_name="meijan", obj=desk)  # a mistake in a command must not end the conversation
    return output.getvalue()


@app.command("parts")
def count_parts() -> None:
    """Lue raakoja rivejä ja kerro koodaus, yksiköt ja osat, kuten Twilio ne laskee."""
    from sms.parts import count

    for raw in sys.stdin.buffer:
        text = raw.decode("utf-8", "replace").removesuffix("\n")
        counted = count(text)
        typer.echo(f"{counted.encoding}\t{counted.units}\t{counted.parts}")


@app.command()
def migrate() -> None:
    """Vie tietokanta uusimpaan rakenteeseen."""
    from store import schema
    from store.database import Database

    database = Database(settings().database_url, pool=1)
    schema.upgrade(database)
    typer.echo(f"Tietokanta on rakenteessa {schema.head()}.")


app.command("import-events")(import_events)
app.command()(tally)
app.command()(serve)
app.command()(doctor)
app.command()(backup)
app.command()(restore)
app.command("set-webhooks")(set_webhooks)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Portti")] = 8000,
    database: Annotated[str, typer.Option(help="Tietokannan osoite")] = "sqlite:///var/demo.db",
) -> None:
    """Käynnistä kaikki tällä koneella: kaksi puhelinta selaimessa, paikalliset verkot, esimerkkiaineisto."""
    from meijan.demo.run import run

    run(port, database)


def main() -> None:
    """The console script."""
    with guarded():
        app()
