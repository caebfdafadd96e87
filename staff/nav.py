"""The way around: the pages of the console in the order of a day's work, each for the roles that have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from service.print.words import Words
from service.staffing.sessions import Staffer
from staff.policy import ALL
from store.models.staff import Role


class Link(NamedTuple):
    """A page: its address and its name."""

    to: str
    name: str


def links(staffer: Staffer, _: Words) -> Sequence[Link]:
    """The pages that a staff member may open."""
    everything: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
        ("/staff/", _("Work queue"), ALL),
        ("/staff/ideat", _("Ideas"), (Role.READER, Role.MODERATOR, Role.ELECTIONS)),
        ("/staff/viestit", _("Messages"), (Role.MODERATOR,)),
        ("/staff/soitot", _("Calls"), (Role.MODERATOR, Role.HELPER)),
        ("/staff/lahetykset", _("Broadcasts"), (Role.READER, Role.WRITER, Role.APPROVER)),
        ("/staff/palautteet", _("Feedback"), (Role.MODERATOR, Role.HELPER)),
        ("/staff/tekstit", _("Texts"), (Role.WRITER, Role.MODERATOR)),
        ("/staff/kayttajat", _("Users and roles"), ()),
        ("/staff/loki", _("Log"), (Role.ELECTIONS,)),
        ("/staff/jarjestelma", _("System"), ALL),
    )
    return [Link(to, name) for to, name, roles in everything if staffer.may(Role.ADMIN, *roles)]
