"""The chart for a telephone: its bars are measured in the picture itself, and its words say the same."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from service.elections.chart import MOST, WIDTH, alt_text, chart
from service.elections.plan import Plan, Target
from service.elections.result import Decision, Result
from service.words import LANGUAGES, Words
from tests.print.conftest import VOTES

BLUE, PALE = (11, 79, 138), (219, 229, 238)
LONGEST_OF_TELEGRAM = 10_000  # width and height together (core.telegram.org/bots/api, sendPhoto)


def picture(result: Result, plan: Plan, decision: Decision | None = None, language: str = "fi") -> Image.Image:
    return Image.open(io.BytesIO(chart(result, plan, language, decision))).convert("RGB")


def bars(found: Image.Image) -> list[tuple[bool, int]]:
    """Each bar from the top: is it dark, and how many pixels long. The boxes of the numbers stand left of them."""
    pixels = np.asarray(found, dtype=int)[:, 160 : WIDTH - 48]
    dark, pale = ((abs(pixels - colour).max(axis=2) <= 2).sum(axis=1) for colour in (BLUE, PALE))
    rows: list[tuple[bool, int]] = []
    inside = False
    for of_dark, of_pale in zip(dark.tolist(), pale.tolist(), strict=True):
        longest = max(of_dark, of_pale)
        if longest > 60:
            rows.append((of_dark > of_pale, max(longest, rows.pop()[1] if inside else 0)))
        inside = longest > 60
    return rows


def test_bars_are_as_long_as_the_votes(result: Result, plan: Plan) -> None:
    found = bars(picture(result, plan))
    ordered = sorted(VOTES, key=lambda number: -VOTES[number])
    assert len(found) == len(VOTES)
    most = found[0][1]
    for number, (dark, length) in zip(ordered, found, strict=True):
        assert dark == (number in result.winners), number
        assert length / most == pytest.approx(VOTES[number] / 510, abs=0.01), number


def test_after_the_decision_it_shows_the_decision(result: Result, plan: Plan, decision: Decision) -> None:
    found = bars(picture(result, plan, decision))
    ordered = sorted(VOTES, key=lambda number: -VOTES[number])
    assert {n for n, (dark, _length) in zip(ordered, found, strict=True) if dark} == set(decision.chosen)


def test_it_fits_a_telephone_and_telegram(result: Result, plan: Plan) -> None:
    found = picture(result, plan)
    assert found.width == WIDTH
    assert sum(found.size) < LONGEST_OF_TELEGRAM
    assert found.height < 20 * found.width
    assert len(chart(result, plan, "fi")) < 1_000_000


def test_of_many_targets_it_shows_the_first_and_the_words_all(result: Result, plan: Plan) -> None:
    numbers = range(1, 61)
    targets = tuple(Target(number=n, title=Words(fi=f"Kohde {n}"), short_name=Words(fi=f"Kohde {n}")) for n in numbers)
    update = {"votes": {n: 600 - n for n in numbers}, "winners": (1,), "areas": {}, "steps": (), "missing": {}}
    many, votes = plan.model_copy(update={"targets": targets}), result.model_copy(update=update)
    assert len(bars(picture(votes, many))) == MOST
    assert alt_text(votes, many, "fi").count("Kohde") == 60


def test_a_count_of_no_votes_is_shown_too(result: Result, plan: Plan) -> None:
    update = {"votes": dict.fromkeys(VOTES, 0), "winners": (), "ballots": 0}
    assert bars(picture(result.model_copy(update=update), plan)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_say_what_the_picture_shows(result: Result, plan: Plan, language: str) -> None:
    said = alt_text(result, plan, language)
    for target in plan.targets:
        assert f"{target.number} {target.short_name.of(language)}: {VOTES[target.number]} " in said
    chosen = {"fi": "laskennan valitsema", "sv": "valt i rösträkningen", "en": "chosen by the count"}[language]
    assert said.count(chosen) == len(result.winners)


def test_before_the_decision_it_never_says_decided(result: Result, plan: Plan, decision: Decision) -> None:
    assert "päätetty" not in alt_text(result, plan, "fi")
    assert alt_text(result, plan, "fi", decision).count("päätetty toteuttaa") == len(decision.chosen)
