"""An election as a dialogue sees it: its plan in one language, with what is known of its result."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cached_property
from typing import Any

from dialogs.city import ElectionView, TargetView
from service.calendar import HELSINKI
from service.elections.plan import Plan, Target, read
from store.models.votes import ElectionState
from store.votes import ElectionRow


class Opened:
    """A row of the store with its plan read."""

    def __init__(self, row: ElectionRow) -> None:
        self.row = row

    @cached_property
    def plan(self) -> Plan:
        return read(self.row.plan)

    def takes(self, at: datetime) -> bool:
        """Whether a vote of this time counts."""
        return self.row.state in (ElectionState.OPEN, ElectionState.CLOSED) and (
            self.row.opens_at <= at < self.row.closes_at
        )

    def over(self, now: datetime) -> bool:
        """Whether it has closed, by its state or by the clock."""
        return self.row.state is not ElectionState.DRAFT and self.row.closes_at <= now

    def view(self, language: str, now: datetime) -> ElectionView:
        """In a language; counts and decision where there are any."""
        plan, row = self.plan, self.row
        result: dict[str, Any] = json.loads(row.result) if row.result else {}
        decision: dict[str, Any] = json.loads(row.decision) if row.decision else {}
        return ElectionView(
            code=row.code,
            kind=row.kind,
            state=ElectionState.CLOSED if row.state is ElectionState.OPEN and self.over(now) else row.state,
            title=plan.title.of(language),
            targets=tuple(_target(target, language) for target in plan.targets),
            most=plan.most,
            closes=row.closes_at.astimezone(HELSINKI),
            decider=plan.decider.of(language) if plan.decider else "",
            decides=plan.decides,
            eligibility=plan.eligibility.of(language) if plan.eligibility else "",
            ask_area=plan.ask_area,
            ask_eligible=plan.ask_eligible.of(language) if plan.ask_eligible else "",
            ballots=result.get("ballots"),
            votes={int(number): int(n) for number, n in result.get("votes", {}).items()},
            winners=tuple(result.get("winners", ())),
            chosen=tuple(decision.get("chosen", ())),
            decided_on=date.fromisoformat(decision["date"]) if decision.get("date") else None,
            section=str(decision.get("section", "")),
        )


def _target(target: Target, language: str) -> TargetView:
    return TargetView(
        number=target.number,
        title=target.title.of(language),
        name=target.short_name.of(language),
        price=target.price,
        area=target.area,
        text=target.text.of(language) if target.text else "",
        picture=bool(target.picture),
    )
