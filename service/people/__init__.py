"""One person over several channels, and their rights."""
