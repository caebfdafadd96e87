"""The longest text messages of an election, worded as the dialogue words them: do they fit?

A receipt drops sentences until it fits one part (dialogs/vote); what it never drops is what is measured here.
"""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.kit import Lines, T, Text, Verbatim
from service.elections.plan import Plan
from service.wording import Wording, gate


def names(plan: Plan, numbers: tuple[int, ...], language: str) -> str:
    """ "3 Kukkivat puut puistoihin, 7 Hiihtoreitti Ristiinaan"."""
    chosen = sorted((t for t in plan.targets if t.number in numbers), key=lambda target: target.number)
    return ", ".join(f"{target.number} {target.short_name.of(language)}" for target in chosen)


def longest(plan: Plan, language: str) -> tuple[int, ...]:
    """The full ballot with the longest names."""
    by_length = sorted(plan.targets, key=lambda t: len(f"{t.number} {t.short_name.of(language)}"), reverse=True)
    return tuple(target.number for target in by_length[: plan.most])


def ballot_paper(plan: Plan, wording: Wording, language: str) -> str:
    """The list of targets, as ÄÄNESTYS brings it."""
    lines = tuple(Verbatim(f"{t.number} {t.short_name.of(language)}") for t in plan.targets)
    example = " ".join(str(target.number) for target in plan.targets[-min(plan.most, 3) :])
    tail: Text = T("Choose at most {most}. Answer for example: {example}", most=plan.most, example=example)
    if plan.most == 1:
        tail = T("Answer with one number, for example: {example}", example=example)
    return gate(wording.text(Lines((T("Vote:"), *lines, tail)), language, narrow=True))


def receipts(plan: Plan, wording: Wording, language: str) -> Iterator[str]:
    """The shortest forms of the receipts of the longest ballot: first vote, new vote, old vote back."""
    named = names(plan, longest(plan, language), language)
    forms = (
        (T("Your vote: {names}.", names=named), T("Did you not vote? Answer EN")),
        (
            T("Your new vote: {names}. Your old vote is gone.", names=named),
            T("Are you another person? Answer TOINEN"),
        ),
        (T("You have your old vote back: {names}.", names=named), T("Another person can vote at the library.")),
    )
    for form in forms:
        yield gate(" ".join(wording.text(text, language, narrow=True) for text in form))
