"""Broadcasts: to whom, in which words, when; approved by a second person, fed into the outbox, watched."""
