"""The poster, the paper ballot and the slips as values: what is printed, in which words, with which codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from service.elections.plan import Plan, Target
from service.elections.print import qr
from service.elections.print.words import Words


@dataclass(frozen=True)
class Ways:
    """Where a vote goes: our number (+358…) and the bot's name, "" for a channel that is off; the poster's word."""

    number: str
    bot: str
    source: str = ""

    @property
    def shown(self) -> str:
        """ "+358 45 7000000", never broken at the end of a line."""
        import phonenumbers

        parsed = phonenumbers.parse(self.number)
        spaced = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        return spaced.replace(" ", "\u00a0")


@dataclass(frozen=True)
class Sheet:
    """Values for a template and the pictures that they name."""

    values: dict[str, Any]
    pictures: dict[str, bytes]


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
                {"code": code, "form": text, "file": f"code{n}.svg" if files else "", "alt": _alt(ways.number, text, _)}
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


def _alt(number: str, text: str, _: Words) -> str:
    return _("QR code: opens a text message to {number} that begins {text}", number=number, text=text)


def _offered(plan: Plan, ways: Ways, _: Words) -> tuple[list[dict[str, str]], dict[str, bytes]]:
    """The ways to vote that there are, and their QR codes by the names of the files."""
    offered, files = [], {}
    if ways.number:
        offered.append(_by_message(plan, ways, _))
        files["sms.svg"] = qr.svg(qr.sms_link(ways.number, f"{qr.VOTE} "))
    if ways.bot:
        offered.append(_by_chat(ways, _))
        files["telegram.svg"] = qr.svg(qr.telegram_link(ways.bot, ways.source))
    return offered, files


def _by_message(plan: Plan, ways: Ways, _: Words) -> dict[str, str]:
    sentence = _.ngettext(
        "Send a text message to {number}: {vote} and the number of the target.",
        "Send a text message to {number}: {vote} and the numbers of the targets.",
        plan.most,
        number=ways.shown,
        vote=qr.VOTE,
    )
    return {
        "title": _("By text message"),
        "code": "sms.svg",
        "alt": _alt(ways.number, qr.VOTE, _),
        "sentence": sentence,
        "form": qr.VOTE,
        "more": _("List of the targets: send {source}", source=ways.source) if ways.source else "",
        "open": _("Begin the text message"),
        "link": f"sms:{ways.number}?body={quote(qr.VOTE)}%20",
    }


def _by_chat(ways: Ways, _: Words) -> dict[str, str]:
    bot = f"@{ways.bot}"
    return {
        "title": _("On Telegram"),
        "code": "telegram.svg",
        "alt": _("QR code: opens a chat with {bot} on Telegram", bot=bot),
        "sentence": _("Point your telephone's camera at the code, or look for {bot}.", bot=bot),
        "form": "",
        "more": "",
        "open": _("Open the chat on Telegram"),
        "link": qr.telegram_link(ways.bot, ways.source),
    }
