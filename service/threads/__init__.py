"""What staff do with messages and calls: the same for the console and for the command line."""
