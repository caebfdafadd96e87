"""Staff as members of the house: who they are, how they come in, what they may do."""
