"""The organiser of an event."""
