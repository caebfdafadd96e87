"""The longest text messages of an election, in the words of the dialogue itself (dialogs/vote): do they fit?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from dialogs.city import City, ElectionView, VoteView
from dialogs.kit import Step, Text
from dialogs.vote import Paper, Voted
from service.calendar import HELSINKI
from service.elections.plan import Plan
from service.elections.shown import Opened
from service.wording import Wording
from store.models.votes import ElectionState
from store.votes import ElectionRow, canonical

RECEIPTS = ("first", "changed", "restored", "same", "found")
"""How a ballot may have come whose receipt has to fit one part."""


@dataclass(frozen=True)
class _Voter:
    """Somebody with the longest ballot, by text message: what a paper and a receipt ask of dialogs.city.City."""

    view: ElectionView
    vote: VoteView
    words: Wording
    language: str
    sent: datetime
    narrow: bool = True
    first_time: bool = False

    def election(self, _code: str) -> ElectionView:
        return self.view

    def my_vote(self, _code: str) -> VoteView:
        return self.vote

    def in_words(self, text: Text) -> str:
        return self.words.text(text, self.language, narrow=True)


def ballot_paper(plan: Plan, wording: Wording, language: str) -> str:
    """The list of targets, as ÄÄNESTYS brings it."""
    return _said(Paper(plan.code), plan, wording, language)


def receipts(plan: Plan, wording: Wording, language: str) -> Iterator[str]:
    """The receipts of the longest ballot, for each way in which it may have come."""
    for how in RECEIPTS:
        yield _said(Voted(plan.code, how), plan, wording, language)


def _said(step: Step, plan: Plan, wording: Wording, language: str) -> str:
    ballot = longest(plan, language)
    sent = plan.closes.astimezone(HELSINKI) - timedelta(minutes=2)
    voter = _Voter(_view(plan, language), VoteView(ballot, ballot, "K7F2M3P4"), wording, language, sent)
    return wording.word(step.ask(cast(City, voter)), language, narrow=True).text


def longest(plan: Plan, language: str) -> tuple[int, ...]:
    """The full ballot with the longest names."""
    by_length = sorted(plan.targets, key=lambda t: len(f"{t.number} {t.short_name.of(language)}"), reverse=True)
    return tuple(sorted(target.number for target in by_length[: plan.most]))


def _view(plan: Plan, language: str) -> ElectionView:
    row = ElectionRow(
        id=0,
        code=plan.code,
        kind=plan.kind,
        state=ElectionState.OPEN,
        plan=canonical(plan.as_json()),
        plan_hash="",
        opens_at=plan.opens,
        closes_at=plan.closes,
        result="",
        decision="",
        counted_at=None,
        decided_at=None,
        published_at=None,
    )
    return Opened(row).view(language, plan.opens)
