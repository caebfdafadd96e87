"""Roles as people read them: a name, and what it allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from service.print.words import Words
from store.models.staff import Role


class RoleWords(NamedTuple):
    """A role with its words."""

    role: Role
    name: str
    allows: str


def role_words(_: Words) -> Sequence[RoleWords]:
    """All roles, from the one that may least."""
    return (
        RoleWords(Role.READER, _("Reader"), _("Sees the list of ideas and broadcasts. Changes nothing.")),
        RoleWords(Role.HELPER, _("Helper"), _("Calls people back and sees the numbers for it. Sees no ballot.")),
        RoleWords(
            Role.MODERATOR, _("Moderator"), _("Reads and decides on ideas, answers messages, calls people back.")
        ),
        RoleWords(
            Role.WRITER,
            _("Communicator"),
            _("Writes broadcasts, asks for their approval, edits the texts of the service."),
        ),
        RoleWords(Role.APPROVER, _("Approver"), _("Approves broadcasts that somebody else wrote.")),
        RoleWords(Role.ELECTIONS, _("Election officer"), _("Chooses the ideas that are voted on, and reads the log.")),
        RoleWords(Role.ADMIN, _("Administrator"), _("Everything, and gives roles to others.")),
    )


def role_names(_: Words, roles: Iterable[Role]) -> str:
    """Names of roles, with commas."""
    held = frozenset(roles)
    return ", ".join(words.name for words in role_words(_) if words.role in held)
