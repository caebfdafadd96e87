"""The poster, the paper ballot and the slips as values: what is printed, in which words, with which codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.elections.plan import Plan, Target
from service.print import qr
from service.print.ways import CHAT, MESSAGE, Sheet, Ways, by_chat, by_message, message_alt
from service.print.words import Words

VOTE = "ÄÄNESTÄ"


def poster(plan: Plan, pictures: Mapping[int, bytes], ways: Ways, city: str, _: Words, *, paper: str = "a4") -> Sheet:
    """The ballot poster. `paper` is "a4" or "a3"."""
    values, files = _targets(plan, pictures, _)
    offered, codes = _offered(plan, ways, _)
    help = [_("Do you need help? Send SOITA to the same number. We call you.")] if ways.number else []
    return Sheet(
        values
        | {
            "paper": paper,
            "city": city,
            "question": _question(plan, _),
            "ways": offered,
            "help": help,
            "description": _("Ballot poster"),
        },
        files | codes,
    )


def ballot(plan: Plan, pictures: Mapping[int, bytes], ways: Ways, city: str, _: Words, *, place: str = "") -> Sheet:
    """The paper ballot. `place` is where it is brought to."""
    values, files = _targets(plan, pictures, _)
    offered, codes = _offered(plan, ways, _)
    bring = _("Bring this ballot here: {place}.", place=place) if place else _("Bring this ballot to a service point.")
    return Sheet(
        values
        | {
            "city": city,
            "question": _question(plan, _),
            "mark": _mark(plan, _),
            "once": _("Vote only once: on paper or by telephone."),
            "bring": [bring, values["until"]],
            "instead": _("You can also vote by telephone:"),
            "ways": offered,
            "description": _("Paper ballot"),
        },
        files | codes,
    )


def slips(plan: Plan, codes: Sequence[str], ways: Ways, city: str, _: Words) -> Sheet:
    """Slips with one-time codes, eight on a sheet. `codes` as they are shown: "K7F2-M3P4"."""
    begun = {code: _("KOODI {code}", code=code) for code in codes}
    files = (
        {f"code{n}.svg": qr.svg(qr.sms_link(ways.number, f"{text} ")) for n, text in enumerate(begun.values())}
        if ways.number
        else {}
    )
    sentence = (
        _("Send a text message to {number}: your code and the numbers of the targets.", number=ways.shown)
        if ways.number
        else _("Send your code and the numbers of the targets to @{bot} on Telegram.", bot=ways.bot)
    )
    return Sheet(
        {
            "lang": _.language,
            "title": list(_.said(plan.title)),
            "city": city,
            "choose": plan.most,
            "sentence": sentence,
            "until": _until(plan, _),
            "once": _("The code works once. Keep it to yourself."),
            "slips": [
                {
                    "code": code,
                    "form": text,
                    "file": f"code{n}.svg" if files else "",
                    "alt": message_alt(ways.number, text, _),
                }
                for n, (code, text) in enumerate(begun.items())
            ],
            "description": _("One-time codes"),
        },
        files,
    )


def _targets(plan: Plan, pictures: Mapping[int, bytes], _: Words) -> tuple[dict[str, Any], dict[str, bytes]]:
    named = {target.number: f"target{target.number}.jpg" for target in plan.targets if target.number in pictures}
    values = {
        "lang": _.language,
        "title": list(_.said(plan.title)),
        "choose": plan.most,
        "until": _until(plan, _),
        "eligible": [list(_.said(plan.eligibility))] if plan.eligibility else [],
        "targets": [_target(target, named.get(target.number, ""), _) for target in plan.targets],
    }
    return values, {file: pictures[number] for number, file in named.items()}


def _target(target: Target, file: str, _: Words) -> dict[str, Any]:
    return {
        "number": target.number,
        "name": list(_.said(target.short_name)),
        "title": list(_.said(target.title)),
        "text": list(_.said(target.text)),
        "price": _.money(target.price) if target.price is not None else "",
        "area": target.area,
        "picture": file,
        "picture_text": _.said(target.picture_text or target.title).text,
    }


def _question(plan: Plan, _: Words) -> str:
    if plan.kind == "poll":
        return _("Choose one.")
    most = _.ngettext("Choose {n} target.", "Choose at most {n} targets.", plan.most)
    return _("What should we do with {money}?", money=_.money(plan.budget or 0)) + " " + most


def _mark(plan: Plan, _: Words) -> str:
    return _.ngettext("Mark {n} target with a cross.", "Mark at most {n} targets with a cross.", plan.most)


def _until(plan: Plan, _: Words) -> str:
    return _("Vote at the latest on {moment}.", moment=_.moment(plan.closes))


def _offered(plan: Plan, ways: Ways, _: Words) -> tuple[list[dict[str, str]], dict[str, bytes]]:
    """The ways to vote that there are, and their QR codes by the names of the files."""
    offered, files = [], {}
    if ways.number:
        sentence = _.ngettext(
            "Send a text message to {number}: {vote} and the number of the target.",
            "Send a text message to {number}: {vote} and the numbers of the targets.",
            plan.most,
            number=ways.shown,
            vote=VOTE,
        )
        more = _("List of the targets: send {source}", source=ways.source) if ways.source else ""
        way, files[MESSAGE] = by_message(ways, f"{VOTE} ", sentence, _, more=more)
        offered.append(way)
    if ways.bot:
        way, files[CHAT] = by_chat(ways, ways.source, _)
        offered.append(way)
    return offered, files
