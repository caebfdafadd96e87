"""What people write: folding, intents, yes and no, numbers, dates. Standard library only."""
