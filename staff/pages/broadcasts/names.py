"""What a broadcast is made of, in the console's words: states, topics, reasons."""

from __future__ import annotations

from collections.abc import Mapping

from service.print.words import Words

DONE_WELL = ("sent", "delivered")


def states(_: Words) -> Mapping[str, str]:
    """Of a broadcast."""
    return {
        "draft": _("Draft"),
        "asked": _("Waits for approval"),
        "approved": _("Approved, waits for its time"),
        "sending": _("Is being sent"),
        "paused": _("Paused"),
        "done": _("Sent"),
        "cancelled": _("Cancelled"),
        "missed": _("Was not sent"),
    }


def topics(_: Words) -> Mapping[str, str]:
    """What people have agreed to hear about."""
    return {"events": _("Events"), "votes": _("Votes"), "news": _("News")}


def channels(_: Words) -> Mapping[str, str]:
    """How a message travels."""
    return {"sms": _("Text message"), "telegram": "Telegram"}


def in_languages(_: Words) -> Mapping[str, str]:
    """The languages that residents read."""
    return {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}


def skipped(_: Words) -> Mapping[str, str]:
    """Why somebody gets no message."""
    return {
        "not_asked": _("has not been asked for consent"),
        "no_consent": _("does not want messages on this topic"),
        "stopped": _("has said LOPETA"),
        "stopped_elsewhere": _("has said LOPETA on another channel"),
        "provider_stopped": _("is blocked by the operator"),
        "blocked": _("has blocked us"),
        "bad": _("the number does not work"),
        "other_address": _("gets the message on another channel"),
        "channel": _("uses another channel"),
        "language": _("reads another language"),
        "moved": _("the number is another person's now"),
        "left": _("does not belong to the audience any more"),
    }


def why(_: Words) -> Mapping[str, str]:
    """Why a broadcast is paused, was missed or is cancelled."""
    return {
        "person": _("Somebody paused it."),
        "failures": _("Too many messages failed. Look at the report: if the reason is over, go on."),
        "cap": _("Today's limit of money is reached. Go on tomorrow, or ask the administrator to raise the limit."),
        "changed": _("The recipients or the words are not those that were approved. Cancel it and make a new one."),
        "late": _("Its time passed before it was approved. Choose a new time."),
        "over": _("Its last time to be sent has passed."),
        "event_cancelled": _("The event is cancelled."),
        "event_over": _("The event has begun."),
        "election_over": _("The vote is over."),
        "gone": _("There is no such event or vote any more."),
        "by_person": _("Somebody cancelled it."),
    }


def done(_: Words) -> Mapping[str, str]:
    """What was done to a broadcast."""
    return {
        "created": _("made"),
        "edited": _("changed"),
        "asked": _("asked for approval"),
        "sent_back": _("sent back to be changed"),
        "approved": _("approved"),
        "started": _("began to leave"),
        "paused": _("paused"),
        "resumed": _("went on"),
        "cancelled": _("cancelled"),
        "missed": _("was not sent"),
        "done": _("was sent"),
        "retried": _("sends failed ones again"),
        "decided": _("decided on an uncertain one"),
        "tested": _("sent as a test"),
    }


def fates(_: Words) -> Mapping[str, str]:
    """What became of one message; "" before it was made."""
    return {
        "": _("waits for its turn"),
        "queued": _("in the queue"),
        "claimed": _("in the queue"),
        "sending": _("leaves now"),
        "sent": _("sent"),
        "delivered": _("arrived"),
        "failed": _("failed"),
        "unknown": _("uncertain"),
        "suppressed": _("held back: LOPETA"),
        "cancelled": _("taken back"),
        "expired": _("was too late"),
        "dropped": _("not sent"),
    }
