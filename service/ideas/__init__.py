"""What staff do to ideas: moved on their way, joined, handed over, found, counted over a year."""
