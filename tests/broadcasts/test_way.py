"""A broadcast's way from draft to done, and what everybody on it may do."""

from __future__ import annotations

from tests.broadcasts.conftest import Town


def test_from_draft_to_done(town: Town) -> None:
    somebody, other = town.person(), town.person(channel="telegram")
    town.person(agrees=False)
    number = town.approved()
    assert town.state(number) == ("approved", "")
    assert town.recipients(number) == {somebody, other}
    town.tick()
    assert town.state(number) == ("sending", "")
    text = "Mikkelin kaupunki: tapahtumia on paljon. Tule mukaan!"
    assert {(a, t.split("!")[0] + "!") for a, _state, t in town.put()} == {(somebody, text), (other, text)}
    assert town.send() == [somebody]
    assert town.send(channel="telegram") == [other]
    town.tick()
    assert town.state(number) == ("done", "")
    assert town.progress(number).total.done == 2
