"""The board decides and the result is published. Who proposed a target hears what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from dialogs.kit import Say, T
from service import notices
from service.calendar import HELSINKI
from service.elections import search
from service.elections.plan import Plan, Target, read
from service.elections.result import Decision, Result, deviations
from service.house import House
from service.ideas import moving
from service.notices import Refused
from store import ideas, votes
from store.models.ideas import PUBLIC, IdeaState
from store.models.votes import ElectionState


def decide(
    db: Connection,
    house: House,
    *,
    code: str,
    chosen: tuple[int, ...],
    on: date,
    section: str,
    reasons: Mapping[int, str],
    by: str,
) -> Decision:
    """Record what the board chose; each deviation from the count needs its reason. Raises Refused."""
    row = votes.lock(db, code=code)
    if row.state is not ElectionState.COUNTED:
        raise Refused(
            f"Äänestyksestä {code} ei voi nyt kirjata päätöstä: sen pitää olla laskettu, eikä vielä päätetty."
        )
    if not search.passed(db, election_id=row.id):
        raise Refused(f"Laskennan viimeinen tarkistus puuttuu. Tee se: meijan election count {code}")
    plan, result = read(row.plan), Result.model_validate_json(row.result)
    faults = list(_faults(plan, result, chosen, on, section, reasons, today=house.now().astimezone(HELSINKI).date()))
    if faults:
        raise Refused("\n".join(faults))
    decision = Decision(
        chosen=tuple(sorted(chosen)),
        date=on,
        section=section.strip(),
        reasons={number: reason.strip() for number, reason in reasons.items()},
    )
    votes.decide(db, election_id=row.id, decision=decision.as_json(), now=house.now())
    for target in plan.targets:
        _tell(db, house, target, result, decision, by)
    return decision


def _faults(
    plan: Plan, result: Result, chosen: tuple[int, ...], on: date, section: str, reasons: Mapping[int, str], today: date
) -> list[str]:
    faults = [f"Kohdetta {number} ei ole." for number in chosen if plan.target(number) is None]
    if len(set(chosen)) != len(chosen):
        faults.append("Sama kohde on kaksi kertaa.")
    if on > today:
        faults.append("Päätöksen päivä on vasta tulossa.")
    if plan.kind == "budget" and not section.strip():
        faults.append("Pykälä puuttuu: --section")
    differ = deviations(result.winners, chosen)
    for number in differ:
        if not reasons.get(number, "").strip():
            how = "on päätöksessä, vaikka laskenta ei valinnut sitä" if number in chosen else "jäi pois, vaikka voitti"
            faults.append(f'Kohde {number} {how}. Kirjoita syy: --reason "{number}=SYY"')
    faults += [f"Kohde {number} ei poikkea laskennasta: syy on turha." for number in sorted(set(reasons) - set(differ))]
    return faults


def _tell(db: Connection, house: House, target: Target, result: Result, decision: Decision, by: str) -> None:
    """The author of the idea behind a target."""
    idea = ideas.by_code(db, sealer=house.sealer, code=target.idea) if target.idea else None
    if idea is None or idea.state not in PUBLIC:
        return
    if target.number in decision.chosen:
        if idea.state is not IdeaState.CHOSEN:
            moving.move(db, house, code=idea.code, state=IdeaState.CHOSEN, by=by)
        return
    reason = decision.reasons.get(target.number, "")
    if idea.state is not IdeaState.ASSESSED:  # it may be a candidate another year
        ideas.move(
            db, idea=idea, state=IdeaState.ASSESSED, by=by, now=house.now(), reason=reason, keys=house.terms.keys
        )
    if idea.address_id is None:
        return
    told = T(
        "Your idea {code} was in the vote. It got this many votes: {votes}. The city did not choose it this time.",
        code=idea.code,
        votes=result.votes[target.number],
    )
    why = (T("The reason: {reason}", reason=reason),) if reason else ()
    notices.notify(db, house, address_id=idea.address_id, say=Say(T("Thank you for your idea!"), before=(told, *why)))


def publish(db: Connection, house: House, *, code: str) -> None:
    """The result page opens to everyone. Raises Refused before the decision."""
    row = votes.lock(db, code=code)
    if row.state is not ElectionState.DECIDED:
        raise Refused(f"Äänestystä {code} ei voi nyt julkaista: sen pitää olla päätetty, eikä vielä julkaistu.")
    votes.publish(db, election_id=row.id, now=house.now())
