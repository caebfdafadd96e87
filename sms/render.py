"""One message of ours as the text of an SMS."""

from __future__ import annotations

from service.channel import Choice, Outbound
from sms import graphemes

LONGEST = 1600  # Twilio refuses more (21617); its calculator measures UTF-16 units


def render(outbound: Outbound) -> str:
    """Text, a line "KEY LABEL" for each choice, the tail. A choice that opens a page has no place in an SMS.

    If it is too long, the text gives way: what a person can answer stays.
    """
    rest = "\n".join(line for line in (*map(_line, _typed(outbound)), outbound.tail) if line)
    room = LONGEST - (graphemes.units(rest) + 1 if rest else 0)
    lines = [graphemes.cut(outbound.text, max(room, 0)), rest]
    return graphemes.cut("\n".join(line for line in lines if line), LONGEST)


def _typed(outbound: Outbound) -> list[Choice]:
    return [choice for choice in outbound.choices if not choice.url]


def _line(choice: Choice) -> str:
    return f"{choice.key} {choice.label}".strip()
