"""The kit and the talk, without a database: what is saved, what goes to which question, and what nothing can do."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, replace
from datetime import date, timedelta
from typing import Any, get_type_hints

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dialogs import commands as c
from dialogs import contact, everywhere, idea, me, menu
from dialogs.kit import Answer, Option, Step, freeze, numbered, steps, thaw
from dialogs.talk import DEEP, FAR, Question, Talk, button, freeze_talk, push_question, thaw_talk
from dialogs.words import answers, oneshot
from meijan.docs import examples
from meijan.example_city import TUESDAY
from meijan.settings import AREA_BYTES
from tests.fake_city import FakeCity

STEPS = [steps()[name] for name in sorted(steps())]
EACH = [pytest.param(step, id=f"{cls.name}-{n}") for cls in STEPS for n, step in enumerate(examples(cls))]
BUTTON_BYTES = 64  # of callback_data: Bot API, InlineKeyboardButton

written = st.text(st.characters(exclude_categories=["Cs"]))
of_type: dict[Any, st.SearchStrategy[Any]] = {
    str: written,
    bool: st.booleans(),
    int: st.integers(-1, 200),
    int | None: st.none() | st.integers(-1, 200),
    date | None: st.none() | st.dates(),
    tuple[int, ...]: st.lists(st.integers(-1, 200), max_size=5).map(tuple),
    tuple[str, ...]: st.lists(written, max_size=3).map(tuple),
}


def anything(cls: type[Step]) -> st.SearchStrategy[Step]:
    """The step with any values in its fields."""
    hints = get_type_hints(cls)
    return st.builds(cls, **{f.name: of_type[hints[f.name]] for f in fields(cls)})  # type: ignore[arg-type]


def open_talk(*open_steps: Step) -> Talk:
    """A talk with these questions open, the newest last."""
    questions = tuple(Question(step, n, TUESDAY) for n, step in enumerate(open_steps, 1))
    return Talk(questions, len(questions))


def through_json(talk: Talk) -> Talk:
    return thaw_talk(json.loads(json.dumps(freeze_talk(talk))), TUESDAY)


def names(talk: Talk) -> list[str]:
    return [question.step.name for question in talk.questions]


# -- what is saved


@given(st.one_of([anything(cls) for cls in STEPS]))
def test_a_step_comes_back_as_it_was(step: Step) -> None:
    """Every field survives JSON, whatever a person wrote."""
    assert thaw(json.loads(json.dumps(freeze(step)))) == step


@given(st.lists(st.one_of([anything(cls) for cls in STEPS]), min_size=1, max_size=DEEP), st.text("abc"))
def test_a_talk_comes_back_as_it_was(open_steps: list[Step], source: str) -> None:
    """The stack, the trails and the counters too."""
    talk = replace(open_talk(*open_steps), misses=1, source=source)
    top = replace(talk.questions[-1], trail=tuple(open_steps))
    talk = replace(talk, questions=(*talk.questions[:-1], top))
    assert through_json(talk) == talk


def test_an_unknown_step_thaws_to_nothing() -> None:
    """A deployment removed it: the others stay, and the talk knows that something is lost."""
    assert thaw({"step": "idea.colour", "code": "K7F2"}) is None
    assert thaw({}) is None
    saved = freeze_talk(open_talk(menu.Menu(), idea.Where("K7F2")))
    saved["questions"][0]["step"] = {"step": "idea.colour"}
    saved["questions"][1]["trail"] = [{"step": "idea.colour"}, {"step": "menu", "again": False}]
    talk = thaw_talk(saved, TUESDAY)
    assert talk.lost
    assert names(talk) == ["idea.where"]
    assert talk.questions[0].trail == (menu.Menu(),)


@pytest.mark.parametrize("cls", [cls for cls in STEPS if fields(cls)], ids=lambda cls: cls.name)  # type: ignore[arg-type]
def test_a_changed_field_thaws_to_nothing(cls: type[Step]) -> None:
    """Missing and not optional, or of another type. One that a deployment removed is ignored."""
    step = next(examples(cls))
    for field in fields(cls):  # type: ignore[arg-type]
        saved = freeze(step)
        assert thaw({**saved, field.name: {"another": "type"}}) is None
        del saved[field.name]
        assert (thaw(saved) is None) == (field.default is MISSING)
    assert thaw({**freeze(step), "removed": 1}) == step


@pytest.mark.parametrize("step", EACH)
def test_a_question_ends_by_age_when_it_is_read(step: Step) -> None:
    """No job removes it; it is still there at the last moment, and a second later it is not."""
    saved = freeze_talk(open_talk(step))
    assert names(thaw_talk(saved, TUESDAY + step.lasts)) == [step.name]
    assert names(thaw_talk(saved, TUESDAY + step.lasts + timedelta(seconds=1))) == []


# -- the stack


def test_no_more_than_deep_questions_are_open() -> None:
    """The oldest are given up."""
    talk = open_talk(*(idea.Where(f"K{n}F{n}") for n in range(2, 2 + DEEP)))
    talk = push_question(talk, "contact.thread", TUESDAY)
    assert len(talk.questions) == DEEP
    assert names(talk)[-1] == "contact.thread"
    assert talk.questions[0].step == idea.Where("K3F3")
    with pytest.raises(LookupError):
        push_question(talk, "idea.colour", TUESDAY)


def test_no_more_than_far_steps_lead_back() -> None:
    """A trail does not grow for ever."""
    city = FakeCity(narrow=False)
    talk = open_talk(idea.Check("K7F2"))
    for _ in range(FAR):
        talk = city.say(talk, "muuta").talk
        talk = city.say(talk, "Penkkejä rantaan").talk
        talk = city.say(talk, "Otava").talk
        talk = city.say(talk, "oma").talk
    assert talk.top is not None
    assert len(talk.top.trail) == FAR


def test_back_pops_as_often_as_one_likes() -> None:
    """Four questions forward and back, then the menu; from there, back to what waits."""
    city, talk = FakeCity(narrow=False), Talk()
    for said in ("idea", "Penkkejä rantaan", "Otava", "yhdistys"):
        talk = through_json(city.say(talk, said).talk)
    assert names(talk)[-1] == "idea.association"
    seen = []
    for _ in range(6):
        talk = through_json(city.say(talk, "takaisin").talk)
        seen.append(names(talk)[-1])
    assert seen == ["idea.whose", "idea.where", "idea.what", "menu", "idea.what", "menu"]


@pytest.mark.parametrize("older", [idea.What(), idea.Association("K7F2"), contact.Message(), contact.Thread()])
@pytest.mark.parametrize("newer", [menu.Menu(), contact.Offer("missed"), me.Language()], ids=lambda step: step.name)
def test_an_older_free_text_question_takes_nothing(older: Step, newer: Step) -> None:
    """Text goes to the newest question, or is kept on its own; never into a question that waits below."""
    city = FakeCity(narrow=False)
    turned = city.say(open_talk(older, newer), "Ratsastusreitti metsään kiitos kovasti")
    kept = [command for command in city.done if not isinstance(command, c.Count | c.KeepMissed)]
    assert kept == [c.KeepIdea("X2E2", "Ratsastusreitti metsään kiitos kovasti", sure=False)]
    assert older in [question.step for question in turned.talk.questions]


# -- answers


@pytest.mark.parametrize("narrow", [True, False], ids=["sms", "telegram"])
@pytest.mark.parametrize("step", EACH)
def test_an_option_is_named_by_number_word_or_tap(step: Step, narrow: bool) -> None:
    """All ways name the same option, in every language."""
    for language in ("fi", "sv", "en"):
        city = FakeCity(narrow=narrow, language=language)
        offered = [option for option in step.ask(city).choices if not option.url]
        for option in offered:
            ways = [Answer(tap=option.value), Answer(text=f" {city.words.text(option.label, language).upper()}. ")]
            ways += [Answer(text=word) for word in option.words]
            ways += [Answer(text=option.key)] if option.key.isdigit() else []
            for way in ways:
                assert way.pick(offered, city) == option.value, way


def test_pick_takes_nothing_else() -> None:
    """Another number, another word, a tap of something that is not offered, nothing at all."""
    city = FakeCity()
    options = numbered(Option("a", me.Language().options()[0].label), Option("b", me.Language().options()[1].label))
    for answer in (Answer(text="3"), Answer(text="Norsk"), Answer(tap="c"), Answer(), Answer(text="  ")):
        assert answer.pick(options, city) is None
    assert Answer(text="1", tap="c").pick(options, city) is None


def test_two_misses_offer_a_person() -> None:
    """The first asks again, the second offers; the question waits, and an answer in between starts anew."""
    city = FakeCity(narrow=False)
    asked = open_talk(idea.Whose("K7F2"))
    once = city.say(asked, "xx")
    assert names(once.talk) == ["idea.whose"]
    assert once.talk.misses == 1
    twice = city.say(through_json(once.talk), "yy")
    assert names(twice.talk) == ["idea.whose", "contact.offer"]
    assert twice.talk.misses == 0
    answered = city.say(city.say(once.talk, "yhdistys").talk, "Ristiina-seura")
    assert answered.talk.misses == 0


# -- words that win, and words that do not

STOP_WORDS = sorted(answers.STOP)


@pytest.mark.parametrize("narrow", [True, False], ids=["sms", "telegram"])
@pytest.mark.parametrize("step", EACH)
def test_stop_wins_at_every_step(step: Step, narrow: bool) -> None:
    """Every stop word, whatever is open: messages stop, and it is said."""
    for word in STOP_WORDS:
        for said in (word, word.upper() + "!", f"{word} kiitos"):
            city = FakeCity(narrow=narrow)
            turned = city.say(open_talk(step), said)
            assert c.StopMessages() in city.done, said
            assert turned.say is not None


CONTENT = ("penkki", "rantaan", "talvella", "koululle", "Otavassa", "valot", "pyörätie", "lapset", "portaat", "metsään")
COMMANDS = sorted(
    {
        *STOP_WORDS,
        "väärä numero",
        *(word.strip() for line in answers.GLOBAL.strip().splitlines() for word in line.partition(" ")[2].split("|")),
        *(word for line in oneshot.TABLE.strip().splitlines() for word in line.split()[1:]),
    }
)
content = st.lists(st.sampled_from(CONTENT), min_size=2, max_size=5).map(" ".join)


@settings(max_examples=300)
@given(
    st.sampled_from([idea.What(), idea.What("K7F2"), idea.Association("K7F2"), contact.Message(), contact.Thread()]),
    content,
    st.sampled_from(COMMANDS),
    content,
    st.booleans(),
)
def test_a_text_is_not_hijacked_by_a_word_inside(step: Step, a: str, word: str, b: str, narrow: bool) -> None:
    """Where text is asked for, a command word inside a sentence is content: all of it is kept, nothing else done."""
    city, text = FakeCity(narrow=narrow), f"{a} {word} {b}"
    city.say(open_talk(step), text)
    done = [command for command in city.done if not isinstance(command, c.Count | c.GiveIdea)]
    assert len(done) == 1
    assert isinstance(done[0], c.KeepIdea | c.MendIdea | c.TellStaff)
    assert text in vars(done[0]).values()


# -- buttons


@pytest.mark.parametrize("step", EACH)
def test_a_button_fits(step: Step) -> None:
    """Telegram refuses a message whose button carries more than 64 bytes; areas may be as long as settings allow."""
    city = FakeCity(narrow=False, areas=("Ä" * (AREA_BYTES // 2), "x" * AREA_BYTES))
    question = Question(step, 10**9, TUESDAY)
    for option in step.ask(city).choices:
        assert len(button(question, option.value).encode()) <= BUTTON_BYTES


def test_a_button_answers_its_own_question() -> None:
    """The newer question has the same options; the older button is stale."""
    city = FakeCity(narrow=False)
    talk = city.say(Talk(), "idea").talk
    talk = city.say(talk, "Penkkejä rantaan").talk
    assert talk.top is not None
    data = button(talk.top, "Otava")
    answered = city.tap(talk, data).talk
    assert names(answered)[-1] == "idea.whose"
    again = city.tap(answered, data)
    assert again.toast is not None
    assert names(again.talk)[-1] == "idea.whose"


OPEN_STEPS = (idea.What("K7F2"), idea.Where("K7F2"), idea.Check("K7F2"), idea.ConfirmDrop("K7F2"), idea.IsIdea("K7F2"))
values = [option.value for step in OPEN_STEPS for option in step.ask(FakeCity(narrow=False)).choices]
forged = st.one_of(
    st.text(),
    st.builds("{}~{}:{}".format, st.sampled_from([*steps(), "x"]), written, written),
    st.builds(
        "{}~{}:{}".format, st.sampled_from(["idea.check", "idea.drop"]), st.just("K7F2"), st.sampled_from(values)
    ),
    st.builds("{}.{}:{}".format, st.sampled_from([*steps(), ""]), st.integers(), st.sampled_from(values)).filter(
        lambda data: not any(data.startswith(f"{step.name}.{n}:") for n, step in enumerate(OPEN_STEPS, 1))
    ),
    st.builds("{}.{}:{}".format, st.sampled_from([s.name for s in OPEN_STEPS]), st.integers(-1, 6), written),
)


@settings(max_examples=500)
@given(forged)
def test_forged_data_changes_no_idea(data: str) -> None:
    """Whatever a client sends back, it is answered, and no idea is given, mended or taken back by it."""
    city = FakeCity(narrow=False)
    before = dict(city.ideas)
    turned = city.tap(open_talk(*OPEN_STEPS), data)
    assert city.ideas == before
    assert turned.say is not None or turned.toast is not None
    assert through_json(turned.talk) == turned.talk


# -- whatever happens

SAID = (*COMMANDS, *CONTENT, "1", "2", "3", "4", "0", "joo", "ei", "kiitos", "👍", "040 123 4567", "", "?", "x")
said = st.one_of(st.sampled_from(SAID), st.builds("{} {}".format, st.sampled_from(SAID), content), written)
act = st.one_of(
    st.tuples(st.just("say"), said),
    st.tuples(st.just("tap"), st.integers(0, 10)),
    st.tuples(st.just("photo"), said),
    st.tuples(st.just("sticker"), st.just("")),
    st.tuples(st.just("staff"), st.sampled_from(["rejected", "assessed", "received"])),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(act, max_size=25), st.booleans(), st.sampled_from([(), ("R2T3",)]))
def test_a_talk_goes_on_whatever_is_said(acts: list[tuple[str, Any]], narrow: bool, alike: tuple[str, ...]) -> None:
    """Nothing raises, nothing is refused by the store, nothing grows, every talk survives JSON; staff may step in."""
    city, talk, buttons = FakeCity(narrow=narrow, alike=alike), Talk(), [""]
    for kind, what in acts:
        if kind == "staff":
            for code in [code for code, view in city.ideas.items() if view.mine and view.state != "withdrawn"][:1]:
                city.ideas[code] = replace(city.ideas[code], state=what, opened=what != "received")
            continue
        turned = (
            city.tap(talk, buttons[what % len(buttons)])
            if kind == "tap"
            else city.say(talk, what, photos=int(kind == "photo"), other="sticker" if kind == "sticker" else "")
        )
        if turned.say is not None:
            city.words.word(turned.say, city.language, narrow=narrow)
            asked = turned.asked
            buttons = [button(asked, o.value) for o in turned.say.choices] if asked else buttons
        buttons = buttons or [""]
        talk = turned.talk
        assert through_json(talk) == replace(talk, lost=False)
        assert len(talk.questions) <= DEEP
        assert all(len(question.trail) <= FAR for question in talk.questions)
        assert len({question.id for question in talk.questions}) == len(talk.questions)


def test_a_guess_that_we_know_no_more_leads_to_the_menu() -> None:
    """It was saved before a deployment took its intent away: it asks, yes opens the menu, no keeps the text."""
    saved = thaw({"step": "guess", "intent": "weather", "text": "sataako"})
    assert isinstance(saved, everywhere.Guess)
    city = FakeCity()
    assert city.words.word(saved.ask(city), "fi", narrow=True, data=str).text
    assert names(city.say(open_talk(saved), "joo").talk) == ["menu"]
    assert names(city.say(open_talk(saved), "ei").talk) == ["idea.sure"]


def test_a_wrong_guess_and_a_miss_offer_a_person() -> None:
    """Two in a row, whichever way we did not understand."""
    city = FakeCity()
    talk = city.say(open_talk(everywhere.Guess("vote", "mitä jos")), "ei").talk
    assert names(city.say(talk, "no tuota se asia mistä puhuin").talk)[-1] == "contact.offer"
    assert c.KeepMissed("mitä jos", "vote") in city.done


def test_what_falls_through_is_kept_to_learn_from() -> None:
    """Not a whole story, and not what a step took."""
    city = FakeCity()
    city.say(Talk(), "naapuri valvottaa öisin")
    city.say(Talk(), "naapuri valvottaa öisin. " * 10)
    city.say(open_talk(idea.What()), "penkki rantaan")
    assert [command for command in city.done if isinstance(command, c.KeepMissed)] == [
        c.KeepMissed("naapuri valvottaa öisin")
    ]


FREE = [idea.What(), contact.Message()]
OURS = ("haluan", "äänestää", "peru", "ilmoittautuminen", "poista", "tiedot", "tulokset", "idea", "ruotsiksi", "ilmo")


@given(st.lists(st.sampled_from(OURS), min_size=2, max_size=8).map(" ".join), st.sampled_from(FREE), st.booleans())
def test_a_free_text_step_is_never_hijacked(text: str, step: Step, narrow: bool) -> None:
    """Words of ours in an idea or a message are its words; only whole command words act there."""
    assume(answers.global_word(text) is None)
    city = FakeCity(narrow=narrow)
    city.say(open_talk(step), text)
    assert text in {getattr(command, "text", None) for command in city.done}


def test_every_guess_has_a_question_and_a_way() -> None:
    """A guess leads somewhere when it was right."""
    city = FakeCity()
    for intent in everywhere.GUESSES:
        assert city.say(open_talk(everywhere.Guess(intent, "x")), "joo").say is not None


def test_idea_alone_says_yes_only_while_the_text_is_open() -> None:
    """Staff rejected it before IDEA came: it can't be given any more."""
    city = FakeCity(narrow=False)
    talk = city.say(Talk(), "Ratsastusreitti metsään").talk
    city.ideas["X2E2"] = replace(city.ideas["X2E2"], state="rejected", opened=True)
    before = dict(city.ideas)
    assert city.say(talk, "aloite").say is not None
    assert city.ideas == before
