"""Votes: one ballot a person, secret, by the provider's time."""
