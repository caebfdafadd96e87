"""One turn, one delivery, one count: what happens between the channels, the dialogues and the store."""
