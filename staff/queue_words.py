"""What waits, in words: the name of each kind, what a thing is, and where it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.print.words import Words
from service.staffing.queue import Item, Kind
from staff.idea_words import state_names
from store.models.ideas import IdeaState

_WHERE = {
    Kind.MESSAGE: "/staff/viestit/{key}",
    Kind.CALL: "/staff/soitot",
    Kind.IDEA: "/staff/ideat/{key}",
    Kind.UNREAD: "/staff/lukematta",
    Kind.CALL_LIST: "/staff/soitot/lista",
    Kind.FEEDBACK: "/staff/palautteet",
    Kind.BROADCAST: "/staff/lahetykset/{key}",
    Kind.DELIVERY: "/staff/jarjestelma",
}


@dataclass(frozen=True)
class Shown:
    """A line of the queue. `to` is empty where the work is done by a command, which `text` names."""

    item: Item
    id: str
    name: str
    to: str
    hours: str


def kind_names(_: Words) -> Mapping[Kind, str]:
    """The kinds as filters, in the order of the page."""
    return {
        Kind.MESSAGE: _("Messages"),
        Kind.CALL: _("Promised calls"),
        Kind.IDEA: _("Ideas"),
        Kind.UNREAD: _("Unread texts"),
        Kind.CALL_LIST: _("Not reached"),
        Kind.FEEDBACK: _("Feedback"),
        Kind.BROADCAST: _("To approve"),
        Kind.DELIVERY: _("Uncertain deliveries"),
        Kind.ELECTION: _("Elections"),
    }


def _name(item: Item, _: Words) -> str:
    match item.kind:
        case Kind.MESSAGE:
            return _("Somebody may be in distress") if item.urgent else _("Message")
        case Kind.CALL:
            return _("Call a resident")
        case Kind.IDEA:
            state = IdeaState(item.state)
            if state is IdeaState.RECEIVED:
                return _("Read the idea {code}", code=item.key)
            if state in (IdeaState.UNSURE, IdeaState.UNFINISHED):
                return _("Unfinished idea {code}: {state}", code=item.key, state=state_names(_)[state])
            return _("Tell more of the idea {code}: {state}", code=item.key, state=state_names(_)[state])
        case Kind.UNREAD:
            return _("A text that could not be read")
        case Kind.CALL_LIST:
            return _("A message did not reach a resident")
        case Kind.FEEDBACK:
            return _("Feedback on accessibility")
        case Kind.BROADCAST:
            return _("Approve the broadcast {number}", number=item.key)
        case Kind.DELIVERY:
            return _("Nobody knows whether a message arrived")
        case Kind.ELECTION:
            return _("Election")


def shown(item: Item, _: Words) -> Shown:
    """A thing that waits as a line of the page."""
    hours = "{:%-H.%M}–{:%-H.%M}".format(*item.hours) if item.hours else ""
    to = _WHERE[item.kind].format(key=item.key) if item.kind in _WHERE else ""
    return Shown(item, f"{item.kind}-{item.key}", _name(item, _), to, hours)
