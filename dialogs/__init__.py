"""What is said. Pure: imports nothing of ours, does no I/O."""
