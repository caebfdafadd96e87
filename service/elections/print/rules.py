"""How an election was counted, in plain sentences: VOTING.md, "Counting", and service/tally."""

from __future__ import annotations

from service.elections.result import Count, Result
from service.print.words import Words


def name(count: Count, _: Words) -> str:
    """ "Tasaosuudet"."""
    return {
        "greedy": _("Most votes first"),
        "greedy-no-skip": _("Most votes first, until the money runs out"),
        "greedy-threshold": _("Most votes first, with a least number of votes"),
        "equal-shares": _("Equal shares"),
    }[count.rule]


def sentences(count: Count, _: Words) -> list[str]:
    """The rule in plain sentences."""
    if count.rule == "equal-shares":
        said = [
            _("We share the money equally among all who voted."),
            _("A voter's money is used only for the targets that the voter chose."),
            _("A target is chosen if its voters can pay for it together."),
            _("In each round we choose the target that takes the least money from one voter."),
        ]
        if count.add1:
            said.append(_("If money is left, everybody's share grows by one euro and we count again."))
        if count.add1 == "city":
            said.append(_("We stop when the chosen targets would cost more than there is money."))
        elif count.add1 == "pabutools":
            said.append(_("We stop when no target fits into the money that is left."))
        if count.comparison:
            said.append(
                _("We also counted by most votes first. That result counts if more voters get more of their choices.")
            )
        return said
    said = [_("We go through the targets. The one with the most votes comes first.")]
    if count.threshold:
        said.append(_("A target needs at least {n} votes.", n=_.number(count.threshold)))
    said.append(_("A target is chosen if there is enough money left for it."))
    if count.rule == "greedy-no-skip":
        said.append(_("We stop at the first target for which there is not enough money."))
    else:
        said.append(_("If the money is not enough, we leave the target out and look at the next one."))
    return said


def ended(count: Count, _: Words) -> list[str]:
    """What it came to: money used, the last share, and why there was no more."""
    said = [_("The targets that the count chose cost {money}.", money=_.money(count.spent))]
    if count.share:
        said.append(_("In the end every voter had {money} to use.", money=_.exact(count.share)))
    if count.following_spent is not None:
        more = _.money(count.following_spent)
        said.append(_("With one euro more for everybody the targets would have cost {money}: too much.", money=more))
    if count.replaced:
        said.append(_("More voters got more of their choices by most votes first, so that result counts."))
    return said


def ties(result: Result, _: Words) -> list[str]:
    """What decides between equals; nothing where there was no lot."""
    if not result.draw:
        return []
    return [
        _("If two targets are equal, the cheaper one goes first, then the one with more votes. Last the lot decides."),
        _("The lot gave this order: {order}.", order=", ".join(map(str, result.draw))),
        _(
            'Anyone can check the lot: the targets stand in the order of sha256("sum:number"), where the sum is the'
            " sha256 of the receipt list."
        ),
    ]
