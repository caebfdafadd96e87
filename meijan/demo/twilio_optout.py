"""What Twilio itself does with STOP, START and HELP.

Sources: help.twilio.com, "Twilio support for opt-out keywords" (the default); "Getting started with Advanced
Opt-Out" (replies of keywords are in no log, the webhook gets OptOutType); CHANNELS.md, "Opt-out".
Only a whole message counts, in any case. What Twilio answers costs nothing and is in no list.
"""

from __future__ import annotations

from dataclasses import dataclass

STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."


@dataclass(frozen=True, slots=True)
class OptOut:
    """Words and replies. `announces`: the webhook gets OptOutType (Advanced Opt-Out only)."""

    stop: frozenset[str] = frozenset()
    start: frozenset[str] = frozenset()
    help: frozenset[str] = frozenset()
    stopped: str = STOPPED
    started: str = STARTED
    helped: str = HELPED
    announces: bool = False

    def meaning(self, body: str) -> str:
        """STOP, START, HELP or ""."""
        word = body.strip().upper()
        if word in self.stop:
            return "STOP"
        if word in self.start:
            return "START"
        return "HELP" if word in self.help else ""


DEFAULT = OptOut(
    stop=frozenset("STOP STOPALL UNSUBSCRIBE END QUIT CANCEL REVOKE OPTOUT".split()),  # noqa: SIM905
    start=frozenset({"START", "YES", "UNSTOP"}),
    help=frozenset({"HELP", "INFO"}),
)
FREED = OptOut()  # every word is ours to answer
# Advanced Opt-Out cannot do without these three words
ADVANCED = OptOut(stop=frozenset({"STOP"}), start=frozenset({"START"}), help=frozenset({"HELP"}), announces=True)
MODES = {"default": DEFAULT, "freed": FREED, "advanced": ADVANCED}
