"""A city that remembers: commands change what the next question sees, as the store would, and refuse what it would."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dialogs import commands as c
from dialogs.city import IdeaView, VoteView
from dialogs.idea.own import OPEN
from dialogs.kit import Answer, Command
from dialogs.organiser.world import Asked
from dialogs.talk import Talk, Turned, converse, tapped
from dialogs.words.codes import DIGITS, LETTERS
from meijan.example_city import ExampleCity


@dataclass
class FakeCity(ExampleCity):
    """`done` are the commands so far, oldest first."""

    done: list[Command] = field(default_factory=list)

    def fresh_code(self) -> str:
        n = len(self.ideas)
        return f"X{DIGITS[n // len(LETTERS) % len(DIGITS)]}{LETTERS[n % len(LETTERS)]}2"

    def say(self, talk: Talk, text: str = "", **more: object) -> Turned:
        """The person writes."""
        return converse(talk, Answer(text=text, **more), self, self.do)  # type: ignore[arg-type]

    def tap(self, talk: Talk, data: str) -> Turned:
        """The person taps a button."""
        return tapped(talk, data, self, self.do)

    def do(self, command: Command) -> None:
        """Carry a command out."""
        self.done.append(command)
        match command:
            case c.KeepIdea(code, text, sure):
                state = "unfinished" if sure else "unsure"
                self.ideas = {code: IdeaView(code, state, text, mine=True), **self.ideas}
            case c.MendIdea():
                self._mend(command)
            case c.GiveIdea(code):
                assert self.ideas[code].mine
                self._change(code, state="received")
            case c.DropIdea(code):
                assert self.ideas[code].mine
                self._change(code, state="withdrawn", text="", area="", place="")
            case c.SupportIdea(code):
                assert self.ideas[code].public
                self._change(code, supported=True, supports=self.ideas[code].supports + 1)
            case c.AskCall():
                self.calls = True
            case c.NoCall():
                self.calls = False
            case c.CastVote(election, choices, code):
                if not code:
                    before = self.ballots.get(election)
                    self.ballots[election] = VoteView(choices, before.choices if before else (), "R2T3K7M4")
                self.held = ()
            case c.WithdrawVote(election):
                self.ballots.pop(election, None)
                self.held = ()
            case c.RestoreVote(election):
                self.ballots[election] = VoteView(self.ballots[election].previous, (), "R2T3K7M4")
            case c.HoldVote(_, choices):
                self.held = choices
            case c.AskOrganiser(what, number, rest, people):
                self.asked = Asked(what, number, "4821", rest, people)
            case c.WrongCode():
                self.wrong_codes += 1
            case c.DropOrganiserCheck() | c.AsOrganiser():
                self.asked = None
            case c.KnowNumber():
                self.known_number = True
            case c.StopMessages():
                self.stopped = True
            case c.AllowMessages():
                self.stopped = False
            case c.AnswerTopics(given, declined):
                self.wanted |= {**dict.fromkeys(given, True), **dict.fromkeys(declined, False)}
            case c.SpeakLanguage(language):
                self.language = language

    def _mend(self, command: c.MendIdea) -> None:
        idea = self.ideas[command.code]
        assert idea.mine, f"{command.code} is somebody else's"
        assert idea.state in OPEN, f"{command.code} is {idea.state}"
        text = idea.text if command.text is None else command.text
        self._change(
            command.code,
            text=f"{text}\n{command.more}".strip() if command.more else text,
            place=idea.place if command.place is None else command.place,
            area=idea.area if command.area is None else command.area,
            association=idea.association if command.association is None else command.association,
            state="unfinished" if command.sure and idea.state == "unsure" else idea.state,
        )

    def _change(self, code: str, **new: object) -> None:
        self.ideas[code] = replace(self.ideas[code], **new)  # type: ignore[arg-type]
