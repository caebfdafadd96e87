"""Events of other systems: what a source says is read, cleaned and compared here; nothing here asks the network."""
