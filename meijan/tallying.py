"""`meijan tally`: the winners of any Pabulib file. Needs no settings and no database."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from service.tally.model import Add1, Election, Outcome, Uncountable


class Completion(StrEnum):
    """How equal shares is completed."""

    city = "city"
    pabutools = "pabutools"


def tally(
    file: Annotated[Path, typer.Argument(help="Pabulib-tiedosto, .pb")],
    rule: Annotated[
        str, typer.Option(help="equal-shares, greedy, greedy-no-skip tai greedy-threshold; muuten tiedoston sääntö")
    ] = "",
    add1: Annotated[Completion | None, typer.Option(help="Miten tasaosuudet täydennetään")] = None,
    comparison: Annotated[bool, typer.Option("--comparison", help="Vertaa tasaosuuksia ahneeseen sääntöön")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Tulosta JSON: voittajat, sääntö, äänet, rahat")] = False,
) -> None:
    """Laske äänestyksen tulos Pabulib-tiedostosta: valitut kohteet valintajärjestyksessä, yksi rivillään."""
    from service.tally import count
    from service.tally.pabulib import read

    try:
        election = read(file.read_bytes())
        word = rule or election.meta.get("rule", "")
        if not word:
            raise Uncountable("tiedostossa ei ole sääntöä; kerro se: --rule")
        outcome = count(election, word, add1=cast(Add1 | None, add1 and add1.value), comparison=comparison)
        lines = [json.dumps(_told(election, outcome), ensure_ascii=False)] if as_json else outcome.winners
    except OSError as error:
        typer.echo(f"Tiedostoa {file} ei voi lukea: {error.strerror}", err=True)
        raise typer.Exit(2) from None
    except Uncountable as error:
        typer.echo(f"Tiedostoa {file} ei voi laskea: {error}", err=True)
        raise typer.Exit(2) from None
    for line in lines:
        typer.echo(line)


def _told(election: Election, outcome: Outcome) -> dict[str, Any]:
    """What `--json` prints; money in the file's currency, as decimals where it is not whole."""
    told: dict[str, Any] = {
        "winners": list(outcome.winners),
        "rule": outcome.rule.pabulib,
        "cost": _number(outcome.cost),
        "budget": _number(election.budget),
        "voters": election.voters,
        "votes": election.votes,
        "scores": {project: _number(score) for project, score in election.scores.items()},
    }
    if outcome.share is not None:
        told |= {"add1": outcome.rule.add1, "share": _number(outcome.share)}
    if outcome.preference is not None:
        told["comparison"] = {
            "equal_shares": outcome.preference.equal_shares,
            "greedy": outcome.preference.greedy,
            "replaced": outcome.preference.replaced,
        }
    return told


def _number(amount: Any) -> int | float:
    return int(amount) if amount == int(amount) else float(amount)
