"""Ideas in words: their states, their channels, what to look at before one becomes public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from service.print.words import Words
from store.models.ideas import IdeaState


def state_names(_: Words) -> Mapping[IdeaState, str]:
    """The states, in the order of an idea's way."""
    return {
        IdeaState.UNSURE: _("not sure to be an idea"),
        IdeaState.UNFINISHED: _("unfinished"),
        IdeaState.RECEIVED: _("received"),
        IdeaState.ASSESSED: _("being assessed"),
        IdeaState.CANDIDATE: _("up for a vote"),
        IdeaState.CHOSEN: _("will be carried out"),
        IdeaState.READY: _("ready"),
        IdeaState.REJECTED: _("will not be carried out"),
        IdeaState.WITHDRAWN: _("taken back"),
        IdeaState.MERGED: _("joined to another"),
        IdeaState.MOVED: _("handed to an authority"),
    }


def channel_names(_: Words) -> Mapping[str, str]:
    """The channels by which ideas come."""
    return {"sms": _("Text message"), "telegram": "Telegram", "demo": _("Example")}


def language_names(_: Words) -> Mapping[str, str]:
    """The languages of residents."""
    return {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}


def names(_: Words) -> dict[str, Any]:
    """All of them, as pages take them."""
    return {"states": state_names(_), "channels": channel_names(_), "languages_of": language_names(_)}


def flag_names(_: Words, flags: Iterable[str]) -> list[str]:
    """What may be in a text that must not become public."""
    names = {
        "personal_id": _("a personal identity code"),
        "phone": _("a telephone number"),
        "email": _("an e-mail address"),
        "name": _("a person's name"),
    }
    return [name for flag, name in names.items() if flag in set(flags)]
