"""What was done, as people read it: the kinds of entries of the log."""

from __future__ import annotations

from collections.abc import Sequence

from service.print.words import Words


def kinds(_: Words) -> Sequence[tuple[str, str]]:
    """What the log can be narrowed to: how entries of the kind begin, and its name."""
    return (
        ("", _("Everything")),
        ("sign-in.", _("Signing in")),
        ("staff.", _("Users and roles")),
        ("passkey.", _("Passkeys")),
        ("session.", _("Browsers signed out")),
        ("idea.", _("Ideas")),
        ("thread.", _("Messages")),
        ("call.", _("Calls")),
        ("number.", _("Numbers looked at")),
        ("broadcast.", _("Broadcasts")),
        ("event.", _("Events")),
        ("association.", _("Associations")),
        ("election.", _("Elections")),
        ("outbox.", _("Deliveries decided on")),
        ("text.", _("Texts")),
        ("log.", _("The log itself")),
    )
