"""Ideas: kept at once and asked after, guided with buttons, mended and taken back, read and supported by all."""

from dialogs.idea.guided import After, Association, Check, What, Where, Whose, begin, give, unusable
from dialogs.idea.own import STATES, ConfirmDrop, drop, edited, for_association, mend, mine
from dialogs.idea.public import Card, browse, open_card, support
from dialogs.idea.receipt import Place, said_enough
from dialogs.idea.similar import Instead, Similar
from dialogs.idea.unsure import IsIdea, keep_unsure

__all__ = [
    "STATES",
    "After",
    "Association",
    "Card",
    "Check",
    "ConfirmDrop",
    "Instead",
    "IsIdea",
    "Place",
    "Rewrite",
    "Similar",
    "What",
    "Where",
    "Whose",
    "begin",
    "browse",
    "drop",
    "edited",
    "for_association",
    "give",
    "keep_unsure",
    "mend",
    "mine",
    "open_card",
    "said_enough",
    "support",
    "unusable",
]
