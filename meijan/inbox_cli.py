"""`meijan inbox …`: messages, calls and what nobody could read. Docs: docs/commands.md."""

from __future__ import annotations

from typing import Annotated

import typer

from meijan import inbox_desk as at
from meijan.at_desk import desk
from meijan.terminal import refusals, say

inbox = typer.Typer(help="Mitä odottaa ihmistä: viestit, soitot, ideat.")
Thread = Annotated[int, typer.Argument(help="Viestiketjun numero")]
Call = Annotated[int, typer.Argument(help="Soiton numero")]
Item = Annotated[int, typer.Argument(help="Lukemattoman viestin numero")]


@inbox.callback(invoke_without_command=True)
def inbox_list(ctx: typer.Context) -> None:
    """Luettele, mikä odottaa."""
    if ctx.invoked_subcommand is None:
        say(desk(ctx).inbox())


@inbox.command("show")
def inbox_show(ctx: typer.Context, thread: Thread) -> None:
    """Näytä viestiketju ja sen muistiinpanot."""
    with refusals():
        say(at.show(desk(ctx), thread))


@inbox.command("answer")
def inbox_answer(
    ctx: typer.Context, thread: Thread, text: str, name: Annotated[str, typer.Option(help="Vastaajan etunimi")]
) -> None:
    """Vastaa asukkaalle."""
    with refusals():
        say(at.answer(desk(ctx), thread, text, name))


@inbox.command("take")
def inbox_take(
    ctx: typer.Context, thread: Thread, name: Annotated[str, typer.Option(help="Käyttäjä, joka vastaa")]
) -> None:
    """Ota viestiketju käyttäjälle."""
    with refusals():
        say(at.take(desk(ctx), thread, name))


@inbox.command("note")
def inbox_note(
    ctx: typer.Context, thread: Thread, text: str, name: Annotated[str, typer.Option(help="Kuka kirjoittaa")] = ""
) -> None:
    """Kirjoita muistiinpano. Asukas ei näe sitä."""
    with refusals():
        say(at.note(desk(ctx), thread, text, name))


@inbox.command("close")
def inbox_close(ctx: typer.Context, thread: Thread) -> None:
    """Sulje viestiketju."""
    with refusals():
        say(at.close(desk(ctx), thread))


@inbox.command("reopen")
def inbox_reopen(ctx: typer.Context, thread: Thread) -> None:
    """Avaa suljettu viestiketju."""
    with refusals():
        say(at.reopen(desk(ctx), thread))


@inbox.command("calm")
def inbox_calm(ctx: typer.Context, thread: Thread) -> None:
    """Merkitse, että hätä on hoidettu."""
    with refusals():
        say(at.calm(desk(ctx), thread))


@inbox.command("number")
def inbox_number(ctx: typer.Context, call: Call) -> None:
    """Näytä numero, johon lupasimme soittaa. Katsomisesta jää merkintä lokiin."""
    with refusals():
        say(at.number(desk(ctx), call))


@inbox.command("called")
def inbox_called(
    ctx: typer.Context, call: Call, outcome: Annotated[str, typer.Option(help="Mitä soitosta tuli")]
) -> None:
    """Kirjaa, että lupaamasi soitto on tehty."""
    with refusals():
        say(at.called(desk(ctx), call, outcome))


@inbox.command("call-again")
def inbox_again(
    ctx: typer.Context,
    call: Call,
    quietly: Annotated[bool, typer.Option("--quietly", help="Älä kerro uudesta ajasta viestillä")] = False,
) -> None:
    """Kukaan ei vastannut: soita uudestaan seuraavana työpäivänä."""
    with refusals():
        say(at.again(desk(ctx), call, tell=not quietly))


@inbox.command("seen")
def inbox_seen(ctx: typer.Context, item: Item) -> None:
    """Merkitse lukematon viesti luetuksi."""
    with refusals():
        say(at.seen(desk(ctx), item))


@inbox.command("to-idea")
def inbox_to_idea(ctx: typer.Context, item: Item) -> None:
    """Tee lukemattomasta viestistä idea. Lähettäjä saa siitä kuittauksen."""
    with refusals():
        say(at.as_idea(desk(ctx), item))


@inbox.command("to-message")
def inbox_to_message(ctx: typer.Context, item: Item) -> None:
    """Tee lukemattomasta viestistä viesti, johon vastataan."""
    with refusals():
        say(at.as_message(desk(ctx), item))
