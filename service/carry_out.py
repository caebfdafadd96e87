"""Commands → store: what a dialogue asked for is done here, in the transaction of the turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from dialogs import commands as c
from dialogs.kit import Command
from service import carry_consent, carry_event, carry_organiser, carry_person
from service.channel import Inbound
from service.house import House
from service.view import CityView, Voter
from store import ideas, missed, people, proofs, report, talk, votes
from store.models.people import Reach
from store.models.talk import CallState
from store.people import Met

Carry = Callable[["Carrier", Any], None]


@dataclass
class Carrier:
    """Carries out the commands of one turn."""

    db: Connection
    house: House
    met: Met
    city: CityView
    inbound: Inbound
    now: datetime
    source: str = ""
    secret: bool = False  # the message and its answer tell a ballot
    _attached: bool = field(default=False)
    _counted: list[report.Counted] = field(default_factory=list)

    def do(self, command: Command) -> None:
        """Do it now, so that what is said next already sees it."""
        self.secret = self.secret or isinstance(command, c.Ballot)
        CARRY[type(command)](self, command)
        self.city.seen.forget()

    def origin(self) -> bytes | None:
        """A keyed hash of the message, by which an edit of it finds what it led to."""
        return next(iter(self.origins()), None)

    def origins(self) -> list[bytes]:
        """The same, and after it the hash that the message had before `meijan keys reindex`."""
        if not self.inbound.ref:
            return []
        parts = ("ref", self.inbound.channel, self.inbound.address, self.inbound.ref)
        before = self.house.sealer.blind_was(*parts)
        return [self.house.sealer.blind(*parts), *([before] if before else [])]

    def attach(self, idea_id: int) -> None:
        """The pictures and voice of this message belong to the idea, once."""
        if self._attached:
            return
        self._attached = True
        for medium in self.inbound.media:
            ideas.attach(
                self.db,
                sealer=self.house.sealer,
                idea_id=idea_id,
                channel=self.inbound.channel,
                kind=medium.kind,
                ref=medium.ref,
                now=self.now,
            )

    def count(self, what: str, *, area: str = "", step: str = "") -> None:
        """One more of something, for the report: written by `write_counts`."""
        self._counted.append(
            report.Counted(
                day=self.city.now.date(),
                what=what,
                channel=self.met.channel,
                language=self.city.language,
                source=self.source,
                area=area,
                step=step,
                first_time=self.met.first_time,
            )
        )

    def write_counts(self) -> None:
        """All that the turn has counted, in one statement."""
        report.count_all(self.db, counted=self._counted)
        self._counted.clear()


def _keep_idea(k: Carrier, command: c.KeepIdea) -> None:
    idea_id = ideas.keep(
        k.db,
        sealer=k.house.sealer,
        code=command.code,
        resident_id=k.met.resident_id,
        address_id=k.met.id,
        channel=k.met.channel,
        language=k.city.language,
        text=command.text,
        sure=command.sure,
        source=k.source,
        origin=k.origin(),
        now=k.now,
    )
    k.attach(idea_id)


def _give_idea(k: Carrier, command: c.GiveIdea) -> None:
    ideas.give(k.db, code=command.code, resident_id=k.met.resident_id, read_by=command.read_by, now=k.now)


def _mend_idea(k: Carrier, command: c.MendIdea) -> None:
    new: dict[str, Any] = {
        name: value
        for name in ("text", "more", "place", "area", "association", "sure")
        if (value := getattr(command, name)) is not None
    }
    if command.point is not None:
        latitude, longitude = command.point
        new["place"] = f"📍 {latitude:.5f}, {longitude:.5f}"
    try:
        idea_id = ideas.mend(k.db, sealer=k.house.sealer, code=command.code, resident_id=k.met.resident_id, **new)
    except ideas.Fixed:  # a moderator has opened it meanwhile: the words must not be lost
        if words := command.text or command.more or command.association:
            _tell_staff(k, c.TellStaff(f"{command.code}: {words}", k.city.answer_by()))
        return
    k.attach(idea_id)


def _drop_idea(k: Carrier, command: c.DropIdea) -> None:
    ideas.drop(k.db, sealer=k.house.sealer, code=command.code, resident_id=k.met.resident_id, now=k.now)


def _support(k: Carrier, command: c.SupportIdea) -> None:
    ideas.support(k.db, code=command.code, resident_id=k.met.resident_id, now=k.now)


def _election_id(k: Carrier, code: str) -> int:
    found = votes.by_code(k.db, code=code)
    if found is None:
        raise LookupError(code)  # a dialogue names only what the city has shown it
    return found.id


def _cast_vote(k: Carrier, command: c.CastVote) -> None:
    election_id = _election_id(k, command.election)
    held = proofs.held(k.db, sealer=k.house.sealer, election_id=election_id, address_id=k.met.id)
    voter = k.city.voter(command.election)
    if command.code:
        used = proofs.use_desk_code(
            k.db, sealer=k.house.sealer, election_id=election_id, address_id=k.met.id, code=command.code
        )
        if not used:
            raise LookupError("a one-time code that does not fit")
        voter = Voter(f"code:{command.code}", "code")
    if voter is None:
        raise LookupError("nobody votes")
    votes.cast(
        k.db,
        sealer=k.house.sealer,
        election_id=election_id,
        voter=voter.name,
        choices=command.choices,
        way=k.met.channel,
        identified=voter.identified,
        # a ballot that waited for its code came when it was first sent
        at=held.at if held is not None and held.choices == command.choices else k.inbound.at,
        draw=k.house.receipt,
    )
    proofs.release(k.db, election_id=election_id, address_id=k.met.id)


def _hold_vote(k: Carrier, command: c.HoldVote) -> None:
    proofs.hold(
        k.db,
        sealer=k.house.sealer,
        election_id=_election_id(k, command.election),
        address_id=k.met.id,
        choices=command.choices,
        code=k.house.digits(),
        at=k.inbound.at,
    )


def _withdraw_vote(k: Carrier, command: c.WithdrawVote) -> None:
    election_id = _election_id(k, command.election)
    proofs.release(k.db, election_id=election_id, address_id=k.met.id)
    voter = k.city.voter(command.election)
    if voter is not None:
        votes.withdraw(
            k.db,
            sealer=k.house.sealer,
            election_id=election_id,
            voter=voter.name,
            at=k.inbound.at,
            why="disputed" if command.disputed else "withdrawn",
        )


def _restore_vote(k: Carrier, command: c.RestoreVote) -> None:
    voter = k.city.voter(command.election)
    if voter is not None:
        election_id = _election_id(k, command.election)
        votes.restore(k.db, sealer=k.house.sealer, election_id=election_id, voter=voter.name)


def _tell_area(k: Carrier, command: c.TellVotersArea) -> None:
    voter = k.city.voter(command.election)
    if voter is not None:
        election_id = _election_id(k, command.election)
        votes.set_area(k.db, sealer=k.house.sealer, election_id=election_id, voter=voter.name, area=command.area)


def _tell_eligible(k: Carrier, command: c.TellEligible) -> None:
    voter = k.city.voter(command.election)
    if voter is not None:
        election_id = _election_id(k, command.election)
        answer = "yes" if command.yes else "no"
        votes.set_eligible(k.db, sealer=k.house.sealer, election_id=election_id, voter=voter.name, answer=answer)


def _refuse_vote(k: Carrier, command: c.RefuseVote) -> None:
    votes.note(k.db, election_id=_election_id(k, command.election), what=f"refused:{command.why}")


def _nothing(_k: Carrier, _command: Command) -> None:
    """The command only says what the message is about."""


def _know_number(k: Carrier, command: c.KnowNumber) -> None:
    from service.people import linking  # it knows the dialogues, which know the commands

    linking.bring(k.db, k.house, met=k.met, number=command.number)


def _ask_call(k: Carrier, command: c.AskCall) -> None:
    talk.promise_call(
        k.db,
        sealer=k.house.sealer,
        resident_id=k.met.resident_id,
        address_id=k.met.id,
        day=command.day,
        since=command.since,
        until=command.until,
        number=command.number,
        now=k.now,
    )


def _call_topic(k: Carrier, command: c.CallTopic) -> None:
    call_id = talk.waiting_call(k.db, resident_id=k.met.resident_id)
    if call_id is None:  # the call was made meanwhile: the words must not be lost
        _tell_staff(k, c.TellStaff(command.text, k.city.answer_by()))
        return
    talk.call_topic(k.db, sealer=k.house.sealer, call_id=call_id, text=command.text)


def _no_call(k: Carrier, command: c.NoCall) -> None:
    call_id = talk.waiting_call(k.db, resident_id=k.met.resident_id)
    if call_id is not None:
        outcome = "prefers messages" if command.messages else "called off"
        talk.end_call(k.db, call_id=call_id, state=CallState.DROPPED, outcome=outcome, now=k.now)


def _tell_staff(k: Carrier, command: c.TellStaff) -> None:
    talk.hear(
        k.db,
        sealer=k.house.sealer,
        resident_id=k.met.resident_id,
        address_id=k.met.id,
        text=command.text,
        answer_by=command.answer_by,
        distress=command.distress,
        now=k.now,
    )


def _stop(k: Carrier, _command: c.StopMessages) -> None:
    people.set_reach(k.db, address_id=k.met.id, reach=Reach.STOPPED, now=k.now)


def _allow(k: Carrier, _command: c.AllowMessages) -> None:
    people.set_reach(k.db, address_id=k.met.id, reach=Reach.OPEN, now=k.now)


def _wrong_number(k: Carrier, _command: c.WrongNumber) -> None:
    people.unlink(k.db, address_id=k.met.id, now=k.now)


def _speak(k: Carrier, command: c.SpeakLanguage) -> None:
    people.set_language(k.db, address_id=k.met.id, language=command.language)
    k.city.language = command.language


def _keep_unread(k: Carrier, command: c.KeepUnread) -> None:
    talk.keep_unread(k.db, sealer=k.house.sealer, address_id=k.met.id, text=command.text, why=command.why, now=k.now)


def _keep_missed(k: Carrier, command: c.KeepMissed) -> None:
    missed.keep(k.db, sealer=k.house.sealer, text=command.text, guess=command.guess, now=k.now)


def _count(k: Carrier, command: c.Count) -> None:
    k.count(command.what, area=command.area, step=command.step)


CARRY: dict[type[Command], Carry] = {
    c.KeepIdea: _keep_idea,
    c.GiveIdea: _give_idea,
    c.MendIdea: _mend_idea,
    c.DropIdea: _drop_idea,
    c.SupportIdea: _support,
    c.CastVote: _cast_vote,
    c.HoldVote: _hold_vote,
    c.WithdrawVote: _withdraw_vote,
    c.RestoreVote: _restore_vote,
    c.TellVotersArea: _tell_area,
    c.TellEligible: _tell_eligible,
    c.RefuseVote: _refuse_vote,
    c.AskAboutVote: _nothing,
    **carry_event.CARRY,
    **carry_organiser.CARRY,
    **carry_consent.CARRY,
    **carry_person.CARRY,
    c.WantsResults: _nothing,
    c.KnowNumber: _know_number,
    c.AskCall: _ask_call,
    c.CallTopic: _call_topic,
    c.NoCall: _no_call,
    c.TellStaff: _tell_staff,
    c.StopMessages: _stop,
    c.AllowMessages: _allow,
    c.WrongNumber: _wrong_number,
    c.SpeakLanguage: _speak,
    c.KeepUnread: _keep_unread,
    c.KeepMissed: _keep_missed,
    c.Count: _count,
}
