"""The SMS channel, over twilio used as a library."""
