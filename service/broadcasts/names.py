"""The Finnish names of what a broadcast is, and of why somebody is not reached."""

from __future__ import annotations

from store.models.broadcasts import BroadcastState
from store.models.consents import Topic

STATES = {
    BroadcastState.DRAFT: "luonnos",
    BroadcastState.ASKED: "odottaa hyväksyntää",
    BroadcastState.APPROVED: "hyväksytty",
    BroadcastState.SENDING: "lähtee",
    BroadcastState.PAUSED: "tauolla",
    BroadcastState.DONE: "valmis",
    BroadcastState.CANCELLED: "peruttu",
    BroadcastState.MISSED: "jäi lähettämättä",
}
TOPICS = {Topic.EVENTS: "tapahtumat", Topic.VOTES: "äänestykset", Topic.NEWS: "uutiset"}
SKIPPED = {
    "not_asked": "ei ole kysytty lupaa",
    "no_consent": "ei halua viestejä aiheesta",
    "stopped": "sanoi LOPETA",
    "stopped_elsewhere": "sanoi LOPETA toisella kanavalla",
    "provider_stopped": "operaattori estää",
    "blocked": "esti meidät",
    "bad": "väärä numero",
    "other_address": "saa viestin toisella kanavalla",
    "channel": "toinen kanava",
    "language": "toinen kieli",
    # only after the approval
    "moved": "numero on nyt toisen ihmisen",
    "left": "ei kuulu enää joukkoon",
}
WHY = {
    "person": "ihminen pani tauolle",
    "failures": "liian moni viesti ei mennyt perille",
    "cap": "päivän hintakatto tuli täyteen",
    "changed": "vastaanottajat tai viesti eivät ole samat kuin hyväksytyt",
    "late": "aika meni ennen hyväksyntää",
    "over": "viimeinen lähetysaika meni",
    "event_cancelled": "tapahtuma on peruttu",
    "event_over": "tapahtuma on alkanut",
    "election_over": "äänestys on päättynyt",
    "gone": "tapahtumaa tai äänestystä ei ole",
    "by_person": "ihminen perui",
}
DONE = {
    "created": "tehty",
    "edited": "muutettu",
    "asked": "pyydetty hyväksyntää",
    "sent_back": "palautettu luonnokseksi",
    "approved": "hyväksytty",
    "started": "alkoi lähteä",
    "paused": "pantu tauolle",
    "resumed": "jatkettu",
    "cancelled": "peruttu",
    "missed": "jäi lähettämättä",
    "done": "valmis",
    "retried": "lähetetään uudestaan",
    "decided": "epävarma ratkaistu",
    "tested": "lähetetty kokeeksi",
}
