"""One turn: one inbound message, one transaction. A repeat finds the turn done; a crash undoes all of it.

lock the address · refuse a known external id · thaw the talk · converse · carry out · freeze · reply → outbox
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection

from dialogs import contact, event, everywhere, idea, person, topics
from dialogs.kit import Answer, Done, Go, Say, T, Text, thaw
from dialogs.talk import (
    Question,
    Talk,
    Turned,
    belated,
    button,
    converse,
    freeze_talk,
    push_question,
    put_with,
    tapped,
    thaw_talk,
    voted,
)
from dialogs.talk import move as moved
from dialogs.words.answers import stop_word
from dialogs.words.codes import read_code
from dialogs.words.folding import plain
from dialogs.words.sensitive import mask_personal_id
from dialogs.words.slash import unslashed
from service import carry_consent
from service.carry_out import Carrier
from service.channel import Inbound, Kind, Outbound, Reply, Taken
from service.flood import Bucket
from service.house import House
from service.opt_out import Word, acted_on
from service.people import silence
from service.view import CityView
from service.wording import gate
from store import ideas, linking, outbox, people, talk, votes
from store.models.outbox import Purpose
from store.models.people import Reach

REPLY_LASTS = timedelta(hours=24)
body = TypeAdapter(Outbound)


def turn(db: Connection, inbound: Inbound, house: House) -> Taken:
    """Give an inbound message its turn. The caller's transaction makes it durable."""
    now = house.now()
    met = people.meet(
        db,
        sealer=house.sealer,
        channel=inbound.channel,
        value=inbound.address,
        now=now,
        language=inbound.language[:2] if inbound.language[:2] in house.names else "fi",
        group=inbound.kind is Kind.GROUP,
    )
    text, masked = mask_personal_id(inbound.text)
    fresh = talk.receive(
        db,
        sealer=house.sealer,
        channel=inbound.channel,
        external_id=inbound.external_id,
        address_id=met.id,
        kind=inbound.kind,
        text=text,
        at=inbound.at,
        now=now,
    )
    if fresh is None:
        return Taken(repeated=True)
    anew = met.silent and inbound.kind in (Kind.MESSAGE, Kind.TAP)
    if anew:
        met = replace(met, resident_id=silence.begin_anew(db, house, met), silent=False)
    return _Turn(db, inbound, house, met, text, masked, now, anew=anew).take()


class _Turn:
    """The turn of a message that is new, with the address locked."""

    def __init__(
        self,
        db: Connection,
        inbound: Inbound,
        house: House,
        met: people.Met,
        text: str,
        masked: bool,
        now: datetime,
        *,
        anew: bool = False,
    ) -> None:
        self.db, self.inbound, self.house, self.met = db, inbound, house, met
        self.text, self.masked, self.now = text, masked, now
        self.city = CityView(db, house, met, now, inbound.address, inbound.at)
        self.carrier = Carrier(db, house, met, self.city, inbound, now)
        self.anew = anew  # the number was silent for a year
        self.bucket = Bucket()
        self.replies: list[Reply] = []

    def take(self) -> Taken:
        taken = self._taken()
        self.carrier.write_counts()
        return taken

    def _taken(self) -> Taken:
        match self.inbound.kind:
            case Kind.MESSAGE | Kind.TAP:
                return self._talk()
            case Kind.EDIT:
                self._edited()
            case Kind.BLOCKED:
                # LOPETA is sticky: who said it and then blocked us is not written to after an unblocking either
                people.set_reach_unless_stopped(self.db, address_id=self.met.id, reach=Reach.BLOCKED, now=self.now)
            case Kind.UNBLOCKED:
                self._reachable()
            case Kind.GROUP:
                self._group()
            case Kind.CALL:
                self._called()
            case Kind.FOREIGN:
                self._keep("foreign")
            case Kind.UNREADABLE:
                self._keep("unreadable")
        return Taken(replies=tuple(self.replies))

    # -- a message or a tap

    def _talk(self) -> Taken:
        self._reachable()
        saved = self._saved()
        before = self._with_put(thaw_talk(saved, self.city.now))
        self.bucket, flooding = Bucket.thawed(saved.get("flood")).one_more(self.now)
        self.carrier.source = before.source
        if self.met.first_time:
            self.carrier.count("first")
        turned = self._flooding(before) if flooding else self._heard(before)
        say = turned.say
        if self.masked:
            hidden = T("We hid a personal identity code in your message. Please do not send it to us.")
            say = Say(hidden) if say is None else replace(say, before=(hidden, *say.before))
        if turned.asked is not None:
            self.carrier.count("asked", step=turned.asked.step.name)
        after = self._say(say, turned) if say is not None else turned.talk
        if self.carrier.secret:
            self._forget()
        self._save(self._asked_before(after) if self.anew else after)
        toast = self._word(turned.toast) if turned.toast is not None else ""
        return Taken(toast=toast, replies=tuple(self.replies))

    def _say(self, say: Say, turned: Turned) -> Talk:
        """Say it, and with it what is still to be asked: in the same text message if it has room, beside it in a chat.

        Returns the talk with that question in it.
        """
        top, asked = turned.talk.top, turned.asked
        rider = None
        if not turned.quiet:
            newest = top.step if top is not None else None
            rider = topics.rider(turned.talk.owed, asked.step if asked is not None else None, newest, self.city)
        if rider is None:
            self._reply(say, asked)
            return turned.talk
        after, question = put_with(
            turned.talk,
            rider,
            self.city.now,
            below=top is not None and (asked is not None or top.step.name == "vote.voted"),
        )
        if isinstance(rider, topics.Line):
            worded = self._worded(replace(say, after=(*say.after, rider.words)), asked)
            self._send(say, worded)
            if not worded.text.endswith(gate(self._word(rider.words))):
                return turned.talk  # no room: it goes with another message
        else:
            self._reply(say, asked)
            self._reply(rider.ask(self.city), question)
        carry_consent.asked(self.carrier, getattr(rider, "about", ""))
        self.carrier.count("asked", step=rider.name)
        return replace(after, owed="")

    def _asked_before(self, after: Talk) -> Talk:
        """Did they write before? A message of its own, since nothing old is shown until they say so."""
        if stop_word(self.text) or linking.before(self.db, address_id=self.met.id) is None:
            return after
        asked = push_question(after, person.Before(), self.city.now)
        self._reply(person.Before().ask(self.city), asked.top)
        return asked

    def _heard(self, before: Talk) -> Turned:
        """What is not a flood: the provider may have acted on it, or it may be too late for an answer."""
        if self.city.narrow:
            word = acted_on(self.text, mode=self.house.opt_out, announced=self.inbound.opt_out)
            if word is not Word.NONE and not (word is Word.START and self._answers_yes(before)):
                return self._provider_acted(word, before)
        if self.inbound.late:
            return belated(before, self.text.strip(), self.city, self.carrier.do)
        return self._turned(before)

    def _answers_yes(self, before: Talk) -> bool:
        """YES lifts a block at the provider, and inside a yes/no question it is the answer as well."""
        top = before.top
        if self.text.strip().upper() != "YES" or top is None or not top.step.closed:
            return False
        self._unblocked(Reach.PROVIDER_STOPPED)
        return True

    def _provider_acted(self, word: Word, before: Talk) -> Turned:
        """The provider has answered and blocked or unblocked; we remember it and stay silent."""
        self.carrier.count(f"provider_{word}")
        after = before
        if word is Word.STOP:
            people.set_reach_unless_stopped(self.db, address_id=self.met.id, reach=Reach.PROVIDER_STOPPED, now=self.now)
            if self.text.strip().upper() == "CANCEL":
                after = converse(before, Answer(text="peru"), self.city, self.carrier.do).talk
        elif word is Word.START:
            own = self.text.strip().upper() != "YES"
            self._unblocked(Reach.PROVIDER_STOPPED, *((Reach.STOPPED,) if own else ()))
        return Turned(after)

    def _unblocked(self, *blocks: Reach) -> None:
        if self.met.reach in blocks:
            people.set_reach(self.db, address_id=self.met.id, reach=Reach.OPEN, now=self.now)

    def _flooding(self, before: Talk) -> Turned:
        """Too many messages: the text is kept as received; votes and LOPETA still count; one answer, then none."""
        self.carrier.count("flood")
        if stop_word(self.text):
            return replace(moved(before, everywhere.act("stop", self.city, None), self.city, self.carrier.do), say=None)
        ballot = voted(before, self.text.strip(), self.city, self.carrier.do)
        before = ballot.talk if ballot is not None else before
        if self.bucket.told:
            return Turned(before)
        self.bucket = self.bucket.answered()
        return Turned(before, Say(T("You have sent very many messages. We answer again in a while. Help: OHJE")))

    def _turned(self, before: Talk) -> Turned:
        inbound = self.inbound
        if inbound.kind is Kind.TAP:
            return tapped(before, inbound.tap, self.city, self.carrier.do)
        if inbound.start:
            return self._by_link(before, inbound.start)
        if source := self._source(self.text):
            return self._by_source(before, source)
        kinds = [medium.kind for medium in inbound.media]
        answer = Answer(
            text=self.text if self.city.narrow else unslashed(self.text),
            photos=kinds.count("photo"),  # type: ignore[arg-type]
            voices=kinds.count("voice"),  # type: ignore[arg-type]
            place=(inbound.place.latitude, inbound.place.longitude) if inbound.place else None,
            number=inbound.contact.number if inbound.contact and inbound.contact.own else "",
            other=inbound.other or ("contact" if inbound.contact else ""),
            at=inbound.at,
        )
        return converse(before, answer, self.city, self.carrier.do)

    def _source(self, text: str) -> str:
        """The source word that the whole message is: TORI, KIRJASTO."""
        word = plain(text)
        return next((source for source in self.house.sources if plain(source) == word), "") if word else ""

    def _by_source(self, before: Talk, source: str) -> Turned:
        self.carrier.source = source
        self.carrier.count("source")
        before = replace(before, source=source)
        promised = self.house.sources.get(source, "menu")
        return moved(before, everywhere.promised(promised, self.city), self.city, self.carrier.do)

    def _by_link(self, before: Talk, payload: str) -> Turned:
        """`?start=`: an idea or an event to look at, or the word of a poster."""
        name, _, rest = payload.partition("_")
        if name == "idea" and (code := read_code(rest)):
            return moved(before, idea.open_card(code, self.city), self.city, self.carrier.do)
        number, _, place = rest.partition("_")
        if name == "tapahtuma" and re.fullmatch(r"[1-9]\d{0,3}", number):
            return self._by_event_poster(before, int(number), place)
        known = next((s for s in self.house.sources if plain(s) == plain(payload)), "")
        return (
            self._by_source(before, known)
            if known
            else moved(before, everywhere.promised("menu", self.city), self.city, self.carrier.do)
        )

    def _by_event_poster(self, before: Talk, number: int, place: str) -> Turned:
        """The event's card. Where the poster hangs is counted, if the city has given it a word."""
        if source := self._source(place):
            self.carrier.source = source
            self.carrier.count("source")
            before = replace(before, source=source)
        return moved(before, event.about(number, self.city), self.city, self.carrier.do)

    # -- other things that people do

    def _edited(self) -> None:
        """An edited message may mend the idea that it led to; it is never a new answer."""
        origins = self.carrier.origins()
        row = ideas.by_origin(self.db, sealer=self.house.sealer, origins=origins) if origins else None
        if row is None or row.resident_id != self.met.resident_id or not idea.said_enough(self.text):
            return
        view = self.city.idea(row.code)
        if view is None or view.text == self.text:
            return
        done = idea.edited(view, self.text, self.city)
        self._carry(done)

    def _carry(self, done: Done) -> None:
        for command in done.do:
            self.carrier.do(command)
        if done.say is not None:
            self._reply(done.say, None)

    def _group(self) -> None:
        """In a group no personal business: one answer, with a link to the private chat."""
        if not self.met.first_time:
            return
        link = self.city.link("ryhma")
        self._reply(
            Say(
                T("Hello! Please write to us in a private chat: {link}", link=link)
                if link
                else T("Hello! Please write to us in a private chat.")
            ),
            None,
        )

    def _called(self) -> None:
        """Somebody phoned: the call was refused at no cost; one message a day says what this number is for."""
        if self.met.reach is Reach.STOPPED or talk.called_today(
            self.db, address_id=self.met.id, since=self.city.now.replace(hour=0, minute=0, second=0, microsecond=0)
        ):
            return
        turned = moved(self._thawed(), Go(contact.Offer("called")), self.city, self.carrier.do)
        self.carrier.count("phoned")
        if turned.say is not None:
            self._reply(turned.say, turned.asked)
        self._save(turned.talk)

    def _keep(self, why: str) -> None:
        talk.keep_unread(
            self.db, sealer=self.house.sealer, address_id=self.met.id, text=self.text, why=why, now=self.now
        )

    # -- the pieces

    def _reachable(self) -> None:
        """Who writes to us can be written to again; LOPETA and a block at the provider stay."""
        if self.met.reach in (Reach.BLOCKED, Reach.BAD):
            people.set_reach(self.db, address_id=self.met.id, reach=Reach.OPEN, now=self.now)

    def _saved(self) -> dict[str, Any]:
        """The talk as it was kept; nothing is looked for where the address was made a moment ago."""
        if self.met.first_time:
            return {}
        return people.talk(self.db, sealer=self.house.sealer, address_id=self.met.id)

    def _thawed(self) -> Talk:
        return self._with_put(thaw_talk(self._saved(), self.city.now))

    def _with_put(self, before: Talk) -> Talk:
        """The talk with what others have asked meanwhile on top: offers of seats, changes of events."""
        if self.met.first_time:
            return before  # nobody has asked anything where nobody was known
        for frozen, at in talk.take_questions(self.db, address_id=self.met.id, now=self.now):
            step = thaw(frozen)
            if step is not None and self.now - at <= step.lasts:
                before = push_question(before, step, at.astimezone(self.city.now.tzinfo))
        return before

    def _save(self, after: Talk) -> None:
        frozen = {**freeze_talk(after), "flood": self.bucket.frozen()}
        people.keep_talk(self.db, sealer=self.house.sealer, address_id=self.met.id, frozen=frozen, now=self.now)

    def _word(self, text: Text) -> str:
        return self.house.wording.text(text, self.city.language)

    def _forget(self) -> None:
        """The message tells a ballot: its text is kept nowhere, also not at a provider that keeps texts."""
        inbound = self.inbound
        talk.forget_text(self.db, sealer=self.house.sealer, channel=inbound.channel, external_id=inbound.external_id)
        if inbound.channel == "sms":
            votes.redact(self.db, channel="sms", provider_ids=[inbound.external_id], due_at=self.now)

    def _reply(self, say: Say, question: Question | None) -> None:
        self._send(say, self._worded(say, question))

    def _worded(self, say: Say, question: Question | None) -> Outbound:
        return self.house.wording.word(
            say,
            self.city.language,
            narrow=self.city.narrow,
            data=(lambda value: button(question, value)) if question is not None else (lambda value: f"menu~:{value}"),
            replaces=self.inbound.ref if self.inbound.kind is Kind.TAP else "",
        )

    def _send(self, say: Say, worded: Outbound) -> None:
        if say.picture and not self.city.narrow and (picture := self.city.picture(say.picture)):
            worded = replace(worded, picture=picture)
        if say.document and not self.city.narrow and (document := self.city.document(say.document)) is not None:
            name, data = document
            worded = replace(worded, document=data, document_name=name)
        row_id = outbox.put(
            self.db,
            sealer=self.house.sealer,
            channel=self.met.channel,
            address_id=self.met.id,
            purpose=Purpose.REPLY,
            body=body.dump_json(worded).decode(),
            now=self.now,
            due_at=self.now,
            expires_at=self.now + REPLY_LASTS,
            secret=self.carrier.secret,
        )
        self.replies.append(Reply(row_id, self.met.id))
