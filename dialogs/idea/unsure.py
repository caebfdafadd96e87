"""A text that is no command: kept at once, then asked whether it is an idea."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dialogs import contact
from dialogs.city import City
from dialogs.commands import Count, DropIdea, KeepIdea, MendIdea, TellStaff
from dialogs.idea.guided import Where, ask_more
from dialogs.idea.own import gone
from dialogs.idea.receipt import Place, given
from dialogs.kit import Answer, Done, Go, Lines, Option, Pass, Say, Stay, Step, T, step

if TYPE_CHECKING:
    from dialogs.event import Coming
    from dialogs.idea.similar import Similar
    from dialogs.menu import Menu
    from dialogs.vote import Paper, Which


def keep_unsure(text: str, city: City) -> Go[IsIdea]:
    """Somebody wrote something that is no command: keep it, then ask whether it is an idea."""
    code = city.fresh_code()
    return Go(IsIdea(code, hello=city.first_time), (KeepIdea(code, text, sure=False),))


@step("idea.sure", lasts=timedelta(days=3), optional=True)
class IsIdea(Step):
    """Is this an idea for the city? The text is kept already, and staff see it whatever the answer."""

    code: str
    hello: bool = False

    def options(self, city: City) -> tuple[Option, ...]:
        """1 is yes; the others lead where the menu leads."""
        if city.narrow:
            return (
                Option("idea", T("Yes, an idea"), "1", ("idea", "on", "on idea", "idé", "en idé", "an idea")),
                Option("vote", T("Voting"), "2", ("äänestys",)),
                Option("events", T("Events"), "3", ("tapahtumat",)),
                Option("call", T("Please call me"), "4"),
                Option("help", T("Help"), "0"),
            )
        return (
            Option("idea", T("Yes, an idea"), "1", ("idea", "on", "on idea", "idé", "en idé", "an idea")),
            Option(
                "human",
                T("A message to a person"),
                "2",
                ("ihminen", "viesti", "människa", "meddelande", "human", "message"),
            ),
            Option("menu", T("Something else"), "3", ("valikko", "meny", "menu")),
        )

    def ask(self, city: City) -> Say:
        if city.narrow:
            text = (
                T("{city}, hello! Is this an idea for the city? Answer 1 if it is.", city=city.name)
                if self.hello
                else T("Is this an idea for the city? Answer 1 if it is.")
            )
            shown = self.options(city)[1:]
            return Say(Lines((text, T("Something else:"))), shown, T("English: ENGLISH"))
        text = (
            T("Hello! This is {city}. We have your message. Is it an idea for the city?", city=city.name)
            if self.hello
            else T("We have your message. Is it an idea for the city?")
        )
        return Say(text, self.options(city))

    def take(
        self, answer: Answer, city: City
    ) -> (
        Stay
        | Go[Place | Similar | Where | contact.Topic | contact.Thread | Menu | Paper | Which | Coming]
        | Done
        | Pass
    ):
        from dialogs import event, menu, vote  # the menu leads here too

        chosen = answer.pick(self.options(city), city)
        if chosen == "idea" or (chosen is None and answer.yes() is True):
            return self.confirmed(city)
        if chosen == "human":
            if (done := gone(self.code, city)) is not None:
                return done
            idea = city.idea(self.code)
            kept = idea is not None and (idea.photos or idea.voices)  # what came with it must not be lost
            told = TellStaff(idea.text if idea else "", city.answer_by())
            return Go(
                contact.Thread(),
                (told, Count("message_to_staff")) if kept else (told, DropIdea(self.code), Count("message_to_staff")),
                T("Thank you! A person reads your message. We answer on {day} at the latest.", day=city.answer_by()),
            )
        if chosen == "menu":
            return Go(menu.Menu())  # asked anew, so that its buttons answer it and not us
        if chosen == "call":
            return contact.promise(city)
        if chosen == "vote":
            ballot = vote.begin(city)
            return Stay(ballot.say) if isinstance(ballot, Done) else ballot
        if chosen == "events":
            coming = event.begin(city)
            return Stay(coming.say) if isinstance(coming, Done) else coming
        if chosen is not None:
            return Stay(Say(menu.help_text(city)))
        if answer.yes() is False:
            return Done(Say(T("All right. A person reads your message. Help: OHJE")))
        return Pass()

    def confirmed(self, city: City) -> Go[Place | Similar | Where] | Done:
        """The answer is yes; staff may have decided meanwhile."""
        return gone(self.code, city) or self.sure(city)

    def sure(self, city: City) -> Go[Place | Similar | Where]:
        """It is an idea."""
        sure = MendIdea(self.code, sure=True)
        if city.narrow:
            return given(self.code, city, sure)
        idea = city.idea(self.code)
        return ask_more(self.code, idea.text if idea is not None else "", city, sure)

    def more(self, text: str, city: City) -> Go[IsIdea]:
        """Another text before the answer belongs to the first; to a new one where that is closed."""
        if gone(self.code, city) is not None:
            return keep_unsure(text, city)
        return Go(IsIdea(self.code), (MendIdea(self.code, more=text),), T("We added this to your message."))
