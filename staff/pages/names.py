"""How pages call what the store calls by a word of its own."""

from __future__ import annotations

from service.print.words import Words
from store.models.consents import Topic
from store.models.outbox import OutboxState
from store.models.people import Reach


def language(_: Words, code: str) -> str:
    """In which language somebody reads."""
    return {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}[code]


def channel(_: Words, name: str) -> str:
    """The way by which somebody writes."""
    return {"sms": _("Text message"), "telegram": "Telegram"}.get(name, name)


def reach(_: Words, why: str) -> str:
    """Why a message does not reach somebody."""
    known: dict[str, str] = {
        Reach.STOPPED: _("said LOPETA"),
        Reach.PROVIDER_STOPPED: _("the operator blocks our messages"),
        Reach.BLOCKED: _("has blocked our account"),
        Reach.BAD: _("there is no such number"),
        OutboxState.SUPPRESSED: _("said LOPETA"),
        OutboxState.EXPIRED: _("the message became too old"),
    }
    return known.get(why) or _("the message did not arrive ({why})", why=why)


def fate(_: Words, state: OutboxState | None) -> str:
    """What became of an answer."""
    match state:
        case OutboxState.QUEUED | OutboxState.CLAIMED:
            return _("has not left yet")
        case OutboxState.SENDING | OutboxState.SENT:
            return _("sent")
        case OutboxState.DELIVERED:
            return _("delivered")
        case OutboxState.FAILED | OutboxState.EXPIRED:
            return _("did not arrive")
        case OutboxState.UNKNOWN:
            return _("nobody knows whether it arrived")
        case OutboxState.SUPPRESSED | OutboxState.CANCELLED:
            return _("was not sent")
    return ""


def topic(_: Words, name: Topic) -> str:
    """What one may agree to hear about."""
    return {Topic.EVENTS: _("events"), Topic.VOTES: _("votes"), Topic.NEWS: _("news")}[name]
