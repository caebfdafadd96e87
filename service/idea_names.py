"""The states of an idea as staff and residents call them."""

from __future__ import annotations

from store.models.ideas import IdeaState

STATES = {
    IdeaState.UNSURE: "ei vielä varma idea",
    IdeaState.UNFINISHED: "kesken",
    IdeaState.RECEIVED: "vastaanotettu",
    IdeaState.ASSESSED: "arvioitavana",
    IdeaState.CANDIDATE: "ehdolla",
    IdeaState.CHOSEN: "toteutetaan",
    IdeaState.READY: "valmis",
    IdeaState.REJECTED: "ei toteuteta",
    IdeaState.WITHDRAWN: "peruttu",
    IdeaState.MERGED: "yhdistetty",
    IdeaState.MOVED: "siirretty",
}
BY_NAME = {name: state for state, name in STATES.items()} | {state.value: state for state in IdeaState}
